/** What `--match` of `init` takes: words, separated by commas. */
export const isMatch = (text: string, match: string | undefined): boolean => {
  const wanted = (match ?? '')
    .toLowerCase()
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  return wanted.length === 0 || wanted.some((word) => text.toLowerCase().includes(word));
};
