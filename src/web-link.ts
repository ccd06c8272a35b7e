/** Links that a browser opens, in text that others wrote. */

/** True for an http or https link in one line, without anything that a terminal or a page could take for more than it is. */
export const isWebLink = (text: string): boolean =>
  /^https?:\/\/[^\s<>"\p{Cc}\p{Cf}]{1,2000}$/iu.test(text) && URL.canParse(text);

/** The links in a text, each once, without the punctuation around them. */
export const linksIn = (text: string): readonly string[] => {
  const found = text.match(/\bhttps?:\/\/[^\s<>"'`|\\^{}()[\]\p{Cc}\p{Cf}]+/giu) ?? [];
  return [...new Set(found.map((link) => link.replace(/[.,;:!?]+$/, '')).filter(isWebLink))];
};
