/**
 * Files of others, read to a bound: whoever names a device or a file without an end is told so, and does not wait for the memory to
 * be full (issue 15).
 */
import { constants, open } from 'node:fs/promises';
import { codeOfError } from './file-trouble.ts';
import type { Result } from './result.ts';

/** Node's code, or one of ours; and why, in words that go on after the file's name: `is a folder`. */
export type Unread = { readonly code: string; readonly why: string };

const whys: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there: a part of its path is no folder',
  EACCES: 'may not be read',
  EPERM: 'may not be read',
  EISDIR: 'is a folder',
  ELOOP: 'is a link that leads in a circle',
  ENAMETOOLONG: 'has a name that is too long',
  ENXIO: 'is a socket or a device without a driver',
  EINVAL: 'is a device that cannot be read',
  EIO: 'cannot be read: the disk or the terminal fails',
  ESTALE: 'cannot be read: the network file system has lost it',
  ERR_INVALID_ARG_VALUE: 'is no name of a file',
};

const unreadOf = (error: unknown): Unread => {
  const code = codeOfError(error);
  return { code, why: whys[code] ?? `cannot be read (${code})` };
};

const tooLarge = (mostBytes: number): Unread => ({
  code: 'TooLarge',
  why: `is larger than ${mostBytes / 1024 / 1024} MB`,
});

/** UTF-16, which Windows' editors and shells write: with its mark, or by the zero beside each letter. */
const isUtf16 = (bytes: Buffer): boolean => {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0);
  return mark === 0xfffe || mark === 0xfeff || (bytes.length > 3 && (bytes[0] === 0) !== (bytes[1] === 0));
};

const textOf = (bytes: Buffer): Result<string, Unread> =>
  isUtf16(bytes)
    ? { ok: false, code: 'Utf16', why: 'is written in UTF-16, and must be in UTF-8' }
    : { ok: true, value: bytes.toString('utf8') };

const chunkBytes = 64 * 1024;

const noFile: Unread = { code: 'NoFile', why: 'is no file' };

/** A FIFO in the place of a file would be waited for. */
const atOnce = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * The text of a file, read to its end or to the bound; of a pipe or a device as well, unless `isFile` says that it must be none. A FIFO
 * waits for its writer: let `stalls` watch it. A mark of UTF-8 at the beginning is left in its place.
 */
export const readText = async (
  path: string,
  mostBytes: number,
  { isFile = false }: { readonly isFile?: boolean } = {},
): Promise<Result<string, Unread>> => {
  try {
    const file = await open(path, isFile ? atOnce : constants.O_RDONLY);
    try {
      if (isFile && !(await file.stat()).isFile()) return { ok: false, ...noFile };
      const chunks: Buffer[] = [];
      let size = 0;
      for (;;) {
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, null);
        if (bytesRead === 0) return textOf(Buffer.concat(chunks));
        size += bytesRead;
        if (size > mostBytes) return { ok: false, ...tooLarge(mostBytes) };
        chunks.push(buffer.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    return { ok: false, ...unreadOf(error) };
  }
};
