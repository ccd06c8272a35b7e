/** Why a file could not be read or written, in words, and what to do about it: the codes of Node's errors told apart (issue 15). */
import type { Failure } from './observation/health-of-sources.ts';

/** Node's code of an error, `EIO` where it has none. */
export const codeOfError = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'EIO';

type Why = { readonly why: string; readonly hint: string };

const elsewhere = 'choose another place';
const otherPlace = 'Choose another place';
const denied: Why = { why: 'it may not be written', hint: `Let it be written, or ${elsewhere}` };
const noRoom: Why = { why: 'no space is left', hint: `Make room, or ${elsewhere}` };
const broken: Why = {
  why: 'the disk or the terminal fails',
  hint: `Look at the disk (dmesg), or ${elsewhere}`,
};

const whys: Readonly<Record<string, Why>> = {
  EACCES: denied,
  EPERM: denied,
  EROFS: { why: 'the disk is read-only', hint: otherPlace },
  ENOSPC: noRoom,
  EDQUOT: { why: 'the quota of the disk is used up', hint: noRoom.hint },
  EFBIG: { why: 'the file has reached its greatest size', hint: noRoom.hint },
  EIO: broken,
  ESTALE: { why: 'the network file system has lost it', hint: `Look at the mount, or ${elsewhere}` },
  ENXIO: { why: 'nobody reads it', hint: `Start its reader, or ${elsewhere}` },
  EPIPE: { why: 'its reader has gone', hint: `Start its reader again, or ${elsewhere}` },
  ENOENT: { why: 'there is no such place', hint: `Make its folder, or ${elsewhere}` },
  ENOTDIR: { why: 'a part of the path is no folder', hint: otherPlace },
  EISDIR: { why: 'it is a folder', hint: otherPlace },
  ELOOP: { why: 'its links lead in a circle', hint: otherPlace },
  EEXIST: { why: 'there is a file of that name', hint: otherPlace },
  ENAMETOOLONG: { why: 'the name is too long', hint: otherPlace },
  NoFile: { why: 'it is no file', hint: otherPlace },
  TooLarge: { why: 'it is too large', hint: otherPlace },
  Utf16: { why: 'it is written in UTF-16', hint: otherPlace },
  EMFILE: { why: 'too many files are open', hint: 'Raise the limit (ulimit -n)' },
};

/** `no space is left`; the code itself where it is none of those that happen to files. */
export const whyOf = (code: string): string => whys[code]?.why ?? code;

/** `the checkpoint F cannot be written: no space is left`, and what to do: `hint`, else what fits the code. */
export const writeFailure = (what: string, error: unknown, hint?: string): Failure => {
  const code = codeOfError(error);
  return {
    kind: 'service',
    code,
    message: `${what} cannot be written: ${whyOf(code)}`,
    hint: hint ?? whys[code]?.hint ?? otherPlace,
  };
};
