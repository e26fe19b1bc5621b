"""Which picture shows what, and on which table: a category shares one."""

from collections.abc import Callable
from random import Random

from tools.art import anju, desserts, drinks, grills, house, meals, pancakes, sides, sodas, stews
from tools.art.scene import Table

HOUSE = Table("#f7dcc4", "#e5a987")
STEW = Table("#f5e3bf", "#e2b46e")
RICE = Table("#ece7c8", "#b7bf8b")
GRILL = Table("#f2d3c6", "#cf8f78")
ANJU = Table("#f8e7b4", "#e6bf5e")
SIDE = Table("#e0e9d6", "#a9bf95")
BAR = Table("#dbe8e2", "#9fbdb2", bar=True)
SODA = Table("#f9e1dc", "#e6a9a0", bar=True)
SWEET = Table("#f9e1dc", "#e6a9a0")

DISHES: dict[str, tuple[Table, Callable[[Random], list[str]]]] = {
    "kimchi-jjigae": (HOUSE, stews.kimchi_jjigae),
    "jeyuk-bokkeum": (HOUSE, grills.jeyuk),
    "dakbokkeumtang": (HOUSE, house.dakbokkeumtang),
    "golmok-jeongsik": (HOUSE, house.set_meal),
    "bossam": (HOUSE, house.bossam),
    "doenjang-jjigae": (STEW, stews.doenjang_jjigae),
    "sundubu-jjigae": (STEW, stews.sundubu_jjigae),
    "budae-jjigae": (STEW, stews.budae_jjigae),
    "sundaeguk": (STEW, stews.sundaeguk),
    "hwangtae-haejangguk": (STEW, stews.hwangtae_haejangguk),
    "ttukbaegi-bulgogi": (STEW, stews.bulgogi),
    "galbitang": (STEW, stews.galbitang),
    "dolsot-bibimbap": (RICE, meals.bibimbap),
    "donkatsu": (RICE, meals.donkatsu),
    "naengmyeon": (RICE, meals.naengmyeon),
    "janchi-guksu": (RICE, meals.janchi_guksu),
    "deulkkae-kalguksu": (RICE, meals.kalguksu),
    "tteok-manduguk": (RICE, meals.manduguk),
    "kongguksu": (RICE, meals.kongguksu),
    "samgyeopsal": (GRILL, grills.samgyeopsal),
    "dwaeji-galbi": (GRILL, grills.galbi),
    "jukkumi-bokkeum": (GRILL, grills.jukkumi),
    "ojingeo-bokkeum": (GRILL, grills.squid),
    "godeungeo-gui": (GRILL, grills.mackerel),
    "haemul-pajeon": (ANJU, pancakes.pajeon),
    "kimchi-jeon": (ANJU, pancakes.kimchijeon),
    "yukjeon": (ANJU, pancakes.yukjeon),
    "modum-jeon": (ANJU, pancakes.modumjeon),
    "dubu-kimchi": (ANJU, anju.dubu_kimchi),
    "golbaengi-muchim": (ANJU, anju.golbaengi),
    "eomuktang": (ANJU, anju.eomuktang),
    "meoktae-gui": (ANJU, anju.meoktae),
    "tteokbokki": (ANJU, anju.tteokbokki),
    "tongdak": (ANJU, anju.tongdak),
    "gyeran-mari": (SIDE, sides.gyeran_mari),
    "gyeran-jjim": (SIDE, sides.gyeran_jjim),
    "ramyeon": (SIDE, sides.ramyeon),
    "jumeokbap": (SIDE, sides.jumeokbap),
    "gun-mandu": (SIDE, sides.gun_mandu),
    "bokkeumbap": (SIDE, sides.bokkeumbap),
    "modum-ssam": (SIDE, sides.modum_ssam),
    "gonggibap": (SIDE, sides.gonggibap),
    "soju": (BAR, drinks.soju),
    "bottled-beer": (BAR, drinks.bottled_beer),
    "draft-beer": (BAR, drinks.draft_beer),
    "somaek-set": (BAR, drinks.somaek),
    "makgeolli": (BAR, drinks.makgeolli),
    "yuja-highball": (BAR, drinks.highball),
    "alcohol-free-beer": (BAR, drinks.alcohol_free),
    "cola": (SODA, sodas.cola),
    "cider": (SODA, sodas.cider),
    "maesil-ade": (SODA, sodas.maesil_ade),
    "sikhye": (SWEET, desserts.sikhye),
    "mix-coffee": (SODA, sodas.mix_coffee),
    "hotteok": (SWEET, desserts.hotteok),
    "patbingsu": (SWEET, desserts.patbingsu),
    "yogurt": (SODA, sodas.yogurt),
}
