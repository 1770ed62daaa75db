package policy

// The lists are plain words of shops in English, German, French, Spanish,
// Italian, Portuguese, Polish and Chinese. Words with another common meaning
// ("slip", "brief", "body", "string", "thong") stand only where the second word
// settles it, or not at all: a missed word costs nothing that the user's own
// word for the garment does not bring back, while a wrong one refuses a
// merchant's dress.
var intimate = []string{
	"underwear", "undies", "lingerie", "bra", "bras", "bralette", "brassiere", "panty", "panties", "knickers", "underpants",
	"boxers", "jockstrap", "g string", "thong panty", "boxer briefs", "boxer shorts", "negligee", "corset", "garter", "suspenders belt",
	"unterwäsche", "unterwaesche", "unterhose", "unterhosen", "dessous", "büstenhalter", "bustenhalter", "schlüpfer", "boxershorts",
	"soutien", "soutiens", "sous vêtement", "sous vêtements", "nuisette", "caleçon", "slip femme",
	"braga", "bragas", "calzoncillo", "calzoncillos", "sujetador", "lencería", "lenceria", "tanga", "ropa interior",
	"mutande", "mutandine", "reggiseno", "intimo", "perizoma", "calcinha", "cueca", "sutiã", "biustonosz", "majtki", "bielizna",
	"内衣", "内裤", "文胸", "胸罩", "情趣", "丁字裤", "比基尼内裤", "三角裤", "平角裤", "肚兜",
}

var swim = []string{
	"swimwear", "swimsuit", "swimsuits", "bikini", "bikinis", "tankini", "monokini", "swim trunks", "swimming trunks", "bathing suit", "swim shorts", "swim briefs", "boardshorts",
	"badeanzug", "badehose", "bademode", "maillot bain", "maillot de", "bañador", "banador", "traje baño", "costume bagno", "maiô", "sunga",
	"kostium kąpielowy", "kąpielówki",
	"泳衣", "泳裤", "泳装", "比基尼", "游泳衣",
}

var children = []string{
	"kid", "kids", "child", "children", "childrens", "girl", "girls", "boy", "boys", "toddler", "toddlers", "baby", "babies", "infant", "junior", "teen", "teens", "youth",
	"kinder", "kind", "mädchen", "maedchen", "jungen", "junge", "enfant", "enfants", "fille", "filles", "garçon", "garcon", "bébé",
	"niño", "niña", "niños", "niñas", "nino", "nina", "bambino", "bambina", "bambini", "criança", "menino", "menina", "dziecko", "dziecięcy", "dziewczynka", "chłopiec",
	"儿童", "童装", "男童", "女童", "小孩", "宝宝", "婴儿", "幼儿", "少年", "少女", "学生",
}

var adults = []string{
	"women", "womens", "woman", "men", "mens", "man", "ladies", "lady", "gentlemen", "maternity", "adult", "adults", "unisex adult",
	"damen", "herren", "femme", "femmes", "homme", "hommes", "mujer", "hombre", "donna", "uomo", "mulher", "homem", "damska", "męska", "kobieta", "mężczyzna",
	"女士", "男士", "女装", "男装", "成人", "孕妇",
}
