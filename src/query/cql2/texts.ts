/** Letters that carry no accent of their own and yet stand for a plain one. */
const PLAIN: Readonly<Record<string, string>> = {
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ł: 'l',
  Ł: 'L',
  ħ: 'h',
  Ħ: 'H',
  ı: 'i',
  ŧ: 't',
  Ŧ: 'T',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'TH',
};
const SPECIAL = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g');

/** A text as it compares when capitals do not count: ß is ss, Σ and ς are σ. */
export const foldCase = (text: string): string =>
  text.normalize('NFC').toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFC');

/** A text without accents. */
export const foldAccents = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(SPECIAL, (letter) => PLAIN[letter])
    .normalize('NFC');

/**
 * Whether a text is like a pattern: `%` stands for any characters, `_` for one, a backslash takes the next as it is. In
 * time that grows with the product of the two lengths, whatever the pattern.
 */
export function createLike(pattern: string): (text: string) => boolean {
  const signs = readPattern(pattern);
  return (given) => {
    const text = [...given];
    let [at, sign] = [0, 0];
    /** Where to go on after the last `%`, and what it has swallowed up to now. */
    let [afterAny, swallowed] = [-1, 0];
    while (at < text.length) {
      if (sign < signs.length && signs[sign] !== ANY && (signs[sign] === ONE || signs[sign] === text[at])) {
        at++;
        sign++;
      } else if (sign < signs.length && signs[sign] === ANY) {
        afterAny = ++sign;
        swallowed = at;
      } else if (afterAny >= 0) {
        sign = afterAny;
        at = ++swallowed;
      } else return false;
    }
    while (sign < signs.length && signs[sign] === ANY) sign++;
    return sign === signs.length;
  };
}

const ANY = Symbol('any characters');
const ONE = Symbol('one character');

function readPattern(pattern: string): (string | symbol)[] {
  const signs: (string | symbol)[] = [];
  const letters = [...pattern];
  for (let i = 0; i < letters.length; i++) {
    if (letters[i] === '\\' && i + 1 < letters.length) signs.push(letters[++i]);
    else if (letters[i] === '%') signs.push(ANY);
    else signs.push(letters[i] === '_' ? ONE : letters[i]);
  }
  return signs;
}
