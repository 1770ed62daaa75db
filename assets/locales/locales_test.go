package locales_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"

	"lookbook/assets/fonts"
	"lookbook/assets/locales"
	"lookbook/engine"
)

const root = "../.."

func load(t *testing.T, tag string) map[string]string {
	t.Helper()
	texts, err := locales.Load(tag)
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// TestLocalesHaveTheSameKeysAndNames: every text exists in every language and
// uses the same {names}.
func TestLocalesHaveTheSameKeysAndNames(t *testing.T) {
	english := load(t, locales.English)
	for _, tag := range locales.Tags()[1:] {
		other := load(t, tag)
		for key, text := range english {
			if strings.TrimSpace(text) == "" || strings.TrimSpace(other[key]) == "" {
				t.Errorf("%s has no text in %s or %s", key, locales.English, tag)
			}
			if a, b := names(text), names(other[key]); !slices.Equal(a, b) {
				t.Errorf("%s: names %q in %s, %q in %s", key, a, locales.English, b, tag)
			}
		}
		for key := range other {
			if _, ok := english[key]; !ok {
				t.Errorf("%s has %s, which English lacks", tag, key)
			}
		}
	}
}

var nameIn = regexp.MustCompile(`\{[a-zA-Z]+\}`)

func names(text string) []string {
	list := nameIn.FindAllString(text, -1)
	sort.Strings(list)
	return slices.Compact(list)
}

// literal is a text in the source that may be a code or a key.
type literal struct{ value, where string }

// literals returns all string literals of the Go files below dirs, tests and
// test helpers apart.
func literals(t *testing.T, dirs ...string) []literal {
	t.Helper()
	var list []literal
	set := token.NewFileSet()
	for _, dir := range dirs {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			name := d.Name()
			if d.IsDir() && slices.Contains([]string{"testdata", "enginetest", "apptest", "storagetest", "uitest", "cli"}, name) {
				return fs.SkipDir
			}
			if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return nil
			}
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					if v, err := strconv.Unquote(lit.Value); err == nil {
						list = append(list, literal{v, set.Position(lit.Pos()).String()})
					}
				}
				return true
			})
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return list
}

var (
	code    = regexp.MustCompile(`^([a-z]+)\.[a-z][a-z-]*$`)
	uiKey   = regexp.MustCompile(`^ui\.[a-z][a-z.]*[a-z]$`)
	ignored = regexp.MustCompile(`\.(onnx|tflite|json|png|jpe?g|webp|sql|db|go|dat|bin|tmp|md|txt|so|dll|dylib|revision|time|memsize|pagesize)$`)
)

// families are the first parts of codes. A literal that starts with one and
// has the form of a code is taken for one.
func families() []string {
	return []string{
		"clipboard", "disk", "engine", "export", "garment", "ingest", "fit", "library", "memory", "network", "pack", "person",
		"picture", "plan", "policy", "recipe", "restore", "result", "settings", "stage", "storage", "studio", "tryon", "weights", "worker",
	}
}

// TestEveryCodeHasTexts: each code of a fault or a notice in the source has
// its texts, so that no user gets a message in the wrong language.
func TestEveryCodeHasTexts(t *testing.T) {
	texts := load(t, locales.English)
	for _, l := range literals(t, "engine", "app", "storage", "ui") {
		m := code.FindStringSubmatch(l.value)
		if m == nil || !slices.Contains(families(), m[1]) || ignored.MatchString(l.value) {
			continue
		}
		what, next := texts["fault."+l.value+".what"], texts["fault."+l.value+".next"]
		if notice := texts["notice."+l.value]; notice == "" && (what == "" || next == "") {
			t.Errorf("%s: %q has neither fault nor notice texts in the locale files", l.where, l.value)
		}
	}
}

// TestEveryFamilyIsKnown finds codes whose first part is new.
func TestEveryFamilyIsKnown(t *testing.T) {
	known := families()
	direct := regexp.MustCompile(`(Code:\s*|Code\s*=\s*|\b(Warn|Info)\()"([a-z]+)\.[a-z-]+"`)
	for _, dir := range []string{"engine", "app", "storage", "ui"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
				strings.Contains(path, "test/") || strings.Contains(path, "/cli/") {
				return err
			}
			b, err := os.ReadFile(path)
			for _, m := range direct.FindAllStringSubmatch(string(b), -1) {
				if m[3] != "ui" && !slices.Contains(known, m[3]) {
					t.Errorf("%s: codes that start with %q are new: add the family to this test and their texts to the locale files", path, m[3])
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestEveryKeyOfTheWindowHasText: no key is shown instead of its text.
func TestEveryKeyOfTheWindowHasText(t *testing.T) {
	texts := load(t, locales.English)
	for _, l := range literals(t, "ui") {
		if uiKey.MatchString(l.value) && texts[l.value] == "" && texts["note."+l.value+".what"] == "" {
			t.Errorf("%s: no text for %q", l.where, l.value)
		}
	}
	for _, s := range engine.Stages() {
		if texts["stage."+s] == "" {
			t.Errorf("no text for stage %q", s)
		}
	}
	for _, v := range []string{"color", "outside", "blank"} {
		for _, part := range []string{"title", "pass", "fail"} {
			if texts["verdict."+v+"."+part] == "" {
				t.Errorf("no %s text for verdict %q", part, v)
			}
		}
	}
}

// TestTypefaceHasEveryCharacter: every character of every text can be drawn,
// in both faces; after a change of texts run assets/make/fonts/make.py.
func TestTypefaceHasEveryCharacter(t *testing.T) {
	for name, data := range map[string][]byte{"regular": fonts.Regular, "bold": fonts.Bold} {
		face, err := sfnt.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		var buf sfnt.Buffer
		for _, tag := range locales.Tags() {
			for key, text := range load(t, tag) {
				for _, r := range text {
					if i, err := face.GlyphIndex(&buf, r); err != nil || i == 0 {
						t.Errorf("%s face lacks %q of %s in %s", name, r, key, tag)
					}
				}
			}
		}
		if len(data) > 2_500_000 {
			t.Errorf("%s face has %d bytes", name, len(data))
		}
	}
}

func TestMatch(t *testing.T) {
	for system, want := range map[string]string{
		"zh_CN.UTF-8": "zh-Hans", "zh": "zh-Hans", "zh-Hans-CN": "zh-Hans", "en-GB": "en", "de_DE": "en", "": "en", "zhx": "en",
	} {
		if got := locales.Match(system); got != want {
			t.Errorf("%q: %s, want %s", system, got, want)
		}
	}
}

func TestUnknownLocale(t *testing.T) {
	if _, err := locales.Load("xx"); err == nil {
		t.Error("an unknown locale was loaded")
	}
}
