package disk

// SyncDir does nothing: Windows has no handle on a folder that could be
// flushed, and NTFS journals names itself.
func SyncDir(string) error { return nil }
