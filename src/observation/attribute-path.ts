/** How an attribute inside an item is named: `address.city`, `items[2].price`, `"a.b".c`. */

/** A name that a path can hold as it is; every other one is quoted as JSON text is: `"a.b"`, `"say \"hi\""`. */
const plainName = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** The path of an attribute of the map at `path`; of the item itself where that is empty. */
export const pathTo = (path: string, name: string): string => {
  const step = plainName.test(name) ? name : JSON.stringify(name);
  return path === '' ? step : `${path}.${step}`;
};

export const pathAt = (path: string, place: number): string => `${path}[${place}]`;

/** No name that says anything to a reader is longer. */
const longestName = 300;

/** The name at the end of a path, without its quotes: `price`, `a.b`; an entry of a list has its list's. */
export const nameOf = (path: string): string => {
  if (path.length > longestName) return path;
  const [, quoted, plain = ''] = /(?:("(?:[^"\\]|\\.)*")|([^.[\]"]*))(?:\[\d+\])*$/.exec(path) ?? [];
  return quoted === undefined ? plain : quoted.slice(1, -1);
};
