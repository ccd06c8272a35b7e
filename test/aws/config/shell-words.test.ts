/** Right values: Python's shlex.split, which the AWS CLI parts credential_process with. */
import { describe, expect, it } from 'vitest';
import { shellWords } from '../../../src/aws/config/shell-words.ts';

describe('shellWords', () => {
  it.each([
    ['prog a b', ['prog', 'a', 'b']],
    ['  prog\ta  ', ['prog', 'a']],
    ['"/a b/prog" "two words"', ['/a b/prog', 'two words']],
    [`prog 'a "b" $c'`, ['prog', 'a "b" $c']],
    ['prog "a \\"b\\" \\\\ \\n"', ['prog', 'a "b" \\ \\n']],
    ['prog a\\ b', ['prog', 'a b']],
    [`prog "" ''`, ['prog', '', '']],
    [`prog a"b c"d`, ['prog', 'ab cd']],
    ['prog $HOME ~ | sh', ['prog', '$HOME', '~', '|', 'sh']],
    ['', []],
    ['prog "a', undefined],
    ["prog 'a", undefined],
    ['prog a\\', undefined],
  ])('%s', (line, words) => {
    expect(shellWords(line)).toEqual(words);
  });
});
