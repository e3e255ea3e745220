"""A rough guess, from a name alone, whether a person in LFW is of East Asian descent.

Only for measuring how the network's errors differ between groups of people; never
used on anybody at a gate. Rough: it misses names it does not know, and family names
like Lee or Park are shared with others, so figures by it are orders of magnitude.
"""

import re

_FAMILY = (
    "Bai Cai Chan Chang Chao Chea Chen Cheng Cheung Chiang Chien Cho Choi Chow Chu Chun Chung "
    "Chyung Deng Ding Fan Fang Feng Gao Gong Guo Han He Ho Hong Hsieh Hu Hua Huang Hui Hung "
    "Hwang Jang Jeong Jia Jiang Jin Jung Kang Kao Kim Koo Kwak Kwon Lam Lau Lee Lei Leung Li "
    "Liang Liao Lien Lim Lin Ling Liu Lu Luo Ma Mao Meng Moon Nam Ng Oh Ouyang Pan Park Peng Qi "
    "Qian Qin Ren Roh Ryu Shao Shen Shi Shin Song Su Sun Tan Tang Teng Tian Tsai Tsang Tung "
    "Wan Wang Wei Wen Wong Wu Xia Xiang Xiao Xie Xu Yan Yang Yao Ye Yeh Yin Yoo Yoon Yu Yuan "
    "Zeng Zhai Zhang Zhao Zheng Zhong Zhou Zhu"
)
_FAMILY_NAMES = frozenset(_FAMILY.split())
_NATIVE_GIVEN = re.compile(
    r"[A-Z][a-z]{1,5}(-[A-Za-z][a-z]{1,6})?"
    r"|Jintao|Jiabao|Xiaoqing|Yingfan|Nanshan|Zemin|Chaoxing|Changchun|Yuanchao|Qichen"
)
"""One short word or two joined by a hyphen: Yao Ming, Kim Jong-Il."""
_JAPANESE = re.compile(
    r"^(?:[KSTNHMRY]?(?:sh|ch|ts|ky|ry|sy|hy|[kstnhmyrwgzdbpfj])?[aiueo]{1,2}n?){2,}$",
    re.IGNORECASE,
)
"""Syllables of Japanese: a consonant and a vowel each, or a closing n."""
_JAPANESE_ENDING = re.compile(
    r"(?:moto|mura|mori|yama|naka|gawa|kawa|shita|saki|zaki|hara|tani|hashi|guchi|jima|shima|zawa"
    r"|sawa|oka|ishi|kashi|uchi|mizu|suke|taro|hiro|yuki|aki|ichi|iko|oji|shino|kei|kudo|dei|egi)$"
)
_WRONGLY = (
    "Chan_Gailey Kim_Basinger Kim_Cattrall Kim_Clijsters Kim_Weeks Kim_Yale Lee_Ann_Terlaji "
    "Lee_Baca Ivan_Lee Spike_Lee Lee_Ann_Womack Lin_Nichols"
)
_OTHERS = frozenset(_WRONGLY.split())
"""Names that the patterns take wrongly, as far as we know the people."""


def looks_east_asian(name: str) -> bool:
    """Guess from a name as LFW writes it ("Kim_Jong-Il")."""
    if name in _OTHERS:
        return False
    first, *rest = name.split("_")
    if not rest:
        return False
    if first in _FAMILY_NAMES and all(_NATIVE_GIVEN.fullmatch(word) for word in rest):
        return True
    if rest[-1] in _FAMILY_NAMES:
        return True
    japanese = all(_JAPANESE.match(word) for word in (first, rest[-1]))
    return japanese and any(_JAPANESE_ENDING.search(word) for word in (first, rest[-1]))
