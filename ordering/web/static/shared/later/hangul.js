// Looking for Korean while it is typed, key by key; ordering/web/menu/search.py does the same without scripts.
// A syllable is composed out of letters, and one that is not finished finds what it may become: the last one of 김칮 is a
// 치 whose next key was the ㅈ of 전. So both sides are letters in a row, whether a consonant begins a syllable or ends it.
const row = (letters) => letters.normalize("NFKD").split(" ");
const ENDS = row("ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ");
const FIRST_END = 0x11a8;
const TWOFOLD = row("ㅘ ㅙ ㅚ ㅝ ㅞ ㅟ ㅢ");
const TYPED_AS = row("ㅗㅏ ㅗㅐ ㅗㅣ ㅜㅓ ㅜㅔ ㅜㅣ ㅡㅣ");
const BUT_BEGINNINGS = /[\u1161-\u11ff]/g;
const ONLY_BEGINNINGS = /^[\u1100-\u1112]+$/;
const DOUBLED = /[\u1101\u1104\u1108\u110a\u110d]/g;

/** Korean is spaced as one likes: a search does not ask how. */
const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\s+/g, "");

const letters = (text) =>
  plain(text)
    .replace(/[\u11a8-\u11c2]/g, (end) => ENDS[end.charCodeAt() - FIRST_END])
    .replace(/[\u116a-\u1174]/g, (vowel) => TYPED_AS[TWOFOLD.indexOf(vowel)] ?? vowel);

/** Nobody holds Shift to look for 찌개: ㅉ is as good as ㅈ, which stands before it. */
const undoubled = (beginnings) => beginnings.replace(DOUBLED, (one) => String.fromCharCode(one.charCodeAt() - 1));

/** Whether a text has what is looked for: as it is, as far as it is typed, or by what its syllables begin with (ㄱㅊ). */
export function finder(query) {
  const looked = letters(query);
  if (ONLY_BEGINNINGS.test(looked)) return (text) => undoubled(plain(text).replace(BUT_BEGINNINGS, "")).includes(undoubled(looked));
  return (text) => letters(text).includes(looked);
}
