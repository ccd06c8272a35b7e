import { describe, expect, test, vi } from 'vitest';
import { createLineWriter, type WriteBytes } from '../../src/output/line-writer.ts';

type Reader = {
  readonly write: WriteBytes;
  /** What has arrived. */
  readonly got: () => string;
  /** Takes what is offered now, at most so many bytes of it; `false` where nothing is. */
  readonly take: (most?: number) => boolean;
  readonly fail: (code: string) => void;
};

/** A descriptor that a test reads by hand. */
const createReader = (): Reader => {
  const chunks: Uint8Array[] = [];
  let offered: { readonly bytes: Uint8Array; readonly done: Parameters<WriteBytes>[2] } | undefined;
  const answer = () => {
    const now = offered;
    offered = undefined;
    return now;
  };
  return {
    write: (_, bytes, done) => {
      expect(offered).toBeUndefined();
      offered = { bytes, done };
    },
    got: () => Buffer.concat(chunks).toString('utf8'),
    take: (most = Number.POSITIVE_INFINITY) => {
      const now = answer();
      if (now === undefined) return false;
      const taken = now.bytes.slice(0, most);
      chunks.push(taken);
      now.done(null, taken.length);
      return true;
    },
    fail: (code) => {
      answer()?.done(Object.assign(new Error(code), { code }), 0);
    },
  };
};

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the line writer', () => {
  test('has one write in flight; what comes meanwhile goes out with the next', async () => {
    const reader = createReader();
    const out = createLineWriter(1, reader.write);
    for (const line of ['a\n', 'b\n', 'c\n']) expect(out.write(line)).toBeUndefined();
    reader.take();
    await settle();
    reader.take();
    await out.flush();
    expect(reader.got()).toBe('a\nb\nc\n');
    expect(reader.take()).toBe(false);
  });

  test('ends with its last line, whatever somebody still writes', async () => {
    const reader = createReader();
    const out = createLineWriter(1, reader.write);
    out.write('a long line\n');
    const ended = out.end('the last\n');
    out.write('too late\n');
    reader.take(4);
    while (reader.take()) await settle();
    await ended;
    expect(reader.got()).toBe('a long line\nthe last\n');
  });

  test('goes on where a part was taken, in the middle of a character too', async () => {
    const reader = createReader();
    const out = createLineWriter(1, reader.write);
    out.write('김민준 → ✖\n');
    while (reader.take(2)) await settle();
    await out.flush();
    expect(reader.got()).toBe('김민준 → ✖\n');
  });

  test('tries again where the pipe is full', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const reader = createReader();
    const out = createLineWriter(1, reader.write);
    out.write('a\n');
    reader.fail('EAGAIN');
    expect(reader.take()).toBe(false);
    await vi.advanceTimersByTimeAsync(50);
    expect(reader.take()).toBe(true);
    vi.useRealTimers();
    await out.flush();
    expect(reader.got()).toBe('a\n');
    expect(out.gone.aborted).toBe(false);
  });

  test('says that the reader is gone, and takes nothing more', async () => {
    const reader = createReader();
    const out = createLineWriter(1, reader.write);
    out.write('a\n');
    out.write('b\n');
    reader.fail('EPIPE');
    await out.flush();
    expect(out.gone).toMatchObject({ aborted: true, reason: 'EPIPE' });
    expect(out.write('c\n')).toBeUndefined();
    expect(reader.take()).toBe(false);
  });

  test('holds a producer back until the reader has caught up', async () => {
    const reader = createReader();
    const out = createLineWriter(1, reader.write);
    out.write('first\n');
    const line = `${'x'.repeat(1023)}\n`;
    let held: Promise<void> | undefined;
    for (let lines = 0; lines < 257; lines += 1) held = out.write(line);
    expect(held).toBeInstanceOf(Promise);
    let isFree = false;
    held?.then(() => {
      isFree = true;
    });
    reader.take();
    await settle();
    expect(isFree).toBe(false);
    while (reader.take()) await settle();
    await held;
    expect(reader.got()).toHaveLength('first\n'.length + 257 * 1024);
  });

  test('writes nothing for nothing', async () => {
    const reader = createReader();
    const out = createLineWriter(1, reader.write);
    expect(out.write('')).toBeUndefined();
    await out.flush();
    expect(reader.take()).toBe(false);
  });
});
