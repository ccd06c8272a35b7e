/** What `doctor` finds on this machine: Node, the terminal, the disk, the log file. */
import { access, constants, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';
import { formatUnit } from '../../../format.ts';
import type { CommonOptions } from '../../../options.ts';
import type { Runtime } from '../../../runtime.ts';
import { canDrawScreen, colourDepth, needsAscii } from '../../../terminal/capabilities.ts';
import { textWidth } from '../../../terminal/width.ts';
import { statePath } from '../../shared/state-folder.ts';
import { type Check, ok, warn } from './check.ts';

/** The oldest Node that runs the bundle (package.json, engines). */
const oldestNode = [20, 19] as const;

/** `version` is Node's: `v24.1.0`. */
export const nodeCheck = (version: string, tool: string): Check => {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [oldMajor, oldMinor] = oldestNode;
  const isOld = major < oldMajor || (major === oldMajor && minor < oldMinor);
  const detail = `Node ${version}, orders-watch ${tool}`;
  return isOld ? warn('node', detail, `Install Node ${oldestNode.join('.')} or newer.`) : ok('node', detail);
};

/** A letter of two cells, one that joins, one that is ambiguous in East Asian locales: what our own widths come to. */
const widthSample = '漢e\u0301…';

type Look = Pick<CommonOptions, 'color'>;

export const terminalChecks = (
  { env, stdin, stdout }: Pick<Runtime, 'env' | 'stdin' | 'stdout'>,
  { color }: Look,
): readonly Check[] => {
  if (!stdout.isTTY) {
    return [ok('terminal', 'none: lines are printed, without colours')];
  }
  const term = env['TERM'] ?? '';
  const depth = colourDepth(env, color);
  const colours = depth === 0 ? 'no colours' : depth === 'true' ? '16 million colours' : `${depth} colours`;
  const size = `${stdout.columns}x${stdout.rows}`;
  const draws = canDrawScreen(env, stdin, stdout);
  const isSmall = stdout.columns < 80 || stdout.rows < 24;
  const detail = [`TERM=${term || '(not set)'}`, size, draws ? 'screen' : 'lines only', colours].join(', ');
  const terminal = draws
    ? isSmall
      ? warn('terminal', detail, 'Make it 80x24 or larger: less leaves panels out.')
      : ok('terminal', detail)
    : warn('terminal', detail, 'Set TERM to what the terminal is (xterm-256color), or use --json.');
  return [terminal, localeCheck(env), multiplexerCheck(env)];
};

const localeCheck = (env: Runtime['env']): Check => {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  const said = locale === '' ? 'no locale is set' : locale;
  if (needsAscii(env)) {
    return warn('locale', `${said}: plain ASCII is drawn`, 'Set LANG=C.UTF-8, or en_US.UTF-8.');
  }
  const isEastAsian = /^(zh|ja|ko)/i.test(locale);
  const widths = `Unicode, ${widthSample} takes ${textWidth(widthSample)} cells here`;
  return isEastAsian
    ? warn(
        'locale',
        `${said}: ${widths}`,
        'If lines do not end at one column, turn ambiguous width to narrow.',
      )
    : ok('locale', `${said}: ${widths}`);
};

/** tmux and screen stand before the terminal: what asks it for the clipboard, a notice or a link must get through. */
const multiplexerCheck = (env: Runtime['env']): Check => {
  const check = 'clipboard, notices, links';
  if ((env['TMUX'] ?? '') !== '') {
    return warn(
      check,
      'inside tmux: OSC 52, 9 and 8 get through only where tmux lets them',
      'In ~/.tmux.conf: set -g set-clipboard on, set -g allow-passthrough on.',
    );
  }
  if ((env['STY'] ?? '') !== '' || /^screen/.test(env['TERM'] ?? '')) {
    return warn(
      check,
      'inside screen: OSC 52, 9 and 8 do not get through',
      'Copy with the mouse, or use tmux.',
    );
  }
  if (/^(linux|dumb|eterm)/.test(env['TERM'] ?? '')) {
    return warn(check, 'this terminal knows no OSC 52, 9 and 8', 'Copy with the mouse.');
  }
  return ok(check, 'by OSC 52, 9 and 8, where the terminal knows them');
};

const leastFreeBytes = 50e6;

const codeOf = (error: unknown): string =>
  String(typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : error);

/** The nearest folder above that is there. */
const existing = async (path: string): Promise<string> => {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : existing(dirname(path));
};

/** Whether something may be written there, and how much room is left. */
export const folderCheck = async (check: string, path: string): Promise<Check> => {
  const folder = await existing(path);
  try {
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const detail = `${path}, ${formatUnit(free, 'bytes')} free`;
    return free < leastFreeBytes ? warn(check, detail, 'Make room on that disk.') : ok(check, detail);
  } catch (error) {
    const detail = `${path} cannot be written (${codeOf(error)})`;
    return warn(check, detail, 'What is kept from one run to the next is lost: look at its owner and mode.');
  }
};

export const machineChecks = async (
  runtime: Runtime,
  options: Pick<CommonOptions, 'color' | 'log-file'>,
): Promise<readonly Check[]> => {
  const logFile = options['log-file'];
  return [
    nodeCheck(process.version, runtime.version),
    ...terminalChecks(runtime, options),
    await folderCheck('state folder', dirname(statePath(runtime.env, 'any'))),
    await folderCheck('checkpoints (this folder)', runtime.cwd),
    ...(logFile === undefined ? [] : [await folderCheck('log file', logFile)]),
  ];
};
