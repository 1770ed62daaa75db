-- Version 1: what comes in (item), what was made (variant, verdict), what was
-- refused (attempt), small pictures of both (thumb), settings.
-- seq gives the order of arrival and the cursor for paging; id is a SHA-256.

CREATE TABLE item (
	seq               INTEGER PRIMARY KEY AUTOINCREMENT,
	id                TEXT    NOT NULL UNIQUE,
	name              TEXT    NOT NULL,
	time_ms           INTEGER NOT NULL,
	edits_digest      TEXT    NOT NULL,
	edits             BLOB,
	inspection_digest TEXT    NOT NULL,
	inspection        BLOB
) STRICT;

CREATE TABLE variant (
	seq            INTEGER PRIMARY KEY AUTOINCREMENT,
	id             TEXT    NOT NULL UNIQUE,
	recipe_digest  TEXT    NOT NULL,
	recipe         BLOB    NOT NULL,
	time_ms        INTEGER NOT NULL,
	picture        TEXT    NOT NULL,
	before         TEXT    NOT NULL,
	width          INTEGER NOT NULL,
	height         INTEGER NOT NULL,
	details_digest TEXT    NOT NULL,
	details        BLOB,
	parent         TEXT    NOT NULL
) STRICT;

-- Removing a variant asks whether another one still shows the same picture.
CREATE INDEX variant_picture ON variant (picture);
CREATE INDEX variant_before ON variant (before);

CREATE TABLE verdict (
	variant   TEXT    NOT NULL REFERENCES variant (id) ON DELETE CASCADE,
	position  INTEGER NOT NULL,
	name      TEXT    NOT NULL,
	pass      INTEGER NOT NULL,
	value     REAL    NOT NULL,
	threshold REAL    NOT NULL,
	garment   INTEGER NOT NULL,
	body      BLOB    NOT NULL,
	PRIMARY KEY (variant, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt (
	seq           INTEGER PRIMARY KEY AUTOINCREMENT,
	recipe_digest TEXT    NOT NULL,
	recipe        BLOB    NOT NULL,
	time_ms       INTEGER NOT NULL,
	code          TEXT    NOT NULL,
	words         TEXT    NOT NULL
) STRICT;

CREATE INDEX attempt_recipe ON attempt (recipe_digest, seq);

-- A table of its own: lists that do not show pictures stay small and fast.
CREATE TABLE thumb (
	kind TEXT NOT NULL,
	id   TEXT NOT NULL,
	jpeg BLOB NOT NULL CHECK (length(jpeg) <= 32768),
	PRIMARY KEY (kind, id)
) STRICT;

CREATE TABLE setting (
	name  TEXT PRIMARY KEY,
	value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
