/**
 * A text as it is searched: without regard to case, full-width letters and digits as plain ones. One code unit for one, so
 * that a place in it is the same place in the text.
 */
export function foldText(text: string): string {
  let folded = '';
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const narrow = code >= 0xff01 && code <= 0xff5e ? code - 0xfee0 : code === 0x3000 ? 0x20 : code;
    const lower = String.fromCharCode(narrow).toLowerCase();
    folded += lower.length === 1 ? lower : String.fromCharCode(narrow);
  }
  return folded;
}
