/** Log groups as they are named on the command line: by an ARN, which keeps its account, or with `*` for any characters. */

const arnShape = /^(arn:aws[\w-]*:logs:([\w-]+):(\d{12}):log-group:([^:]+))(?::\*)?$/;

export type GroupArn = {
  /** Without the `:*` at its end: the calls of CloudWatch Logs refuse it. */
  readonly arn: string;
  readonly region: string;
  readonly accountId: string;
  readonly name: string;
};

/** Undefined for what is no ARN of a log group, in any partition. */
export const readGroupArn = (text: string): GroupArn | undefined => {
  const [, arn, region, accountId, name] = arnShape.exec(text) ?? [];
  if (arn === undefined || region === undefined || accountId === undefined || name === undefined)
    return undefined;
  return { arn, region, accountId, name };
};

/** True where a name stands for all that it matches. */
export const isPattern = (name: string): boolean => (readGroupArn(name)?.name ?? name).includes('*');

/** True where the whole name is as the pattern says; `*` stands for any characters, none too. */
export const matchesPattern = (pattern: string, name: string): boolean => {
  const [first = '', ...pieces] = pattern.split('*');
  if (!name.startsWith(first)) return false;
  const last = pieces.pop();
  if (last === undefined) return name === pattern;
  let at = first.length;
  for (const piece of pieces) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
};

/** How AWS narrows a listing by it: a prefix, else a piece of the name; neither for `*`. */
export const narrowing = (pattern: string): { readonly prefix?: string; readonly piece?: string } => {
  const [prefix = '', ...pieces] = pattern.split('*');
  if (prefix !== '') return { prefix };
  const [longest = ''] = pieces.sort((a, b) => b.length - a.length);
  return longest === '' ? {} : { piece: longest };
};
