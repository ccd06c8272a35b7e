/** Programs of PyPI, each at a pinned version in a virtual environment of its own under node_modules/.cache. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

export type PythonPackage = {
  readonly venv: string;
  /** As pip names it: `moto[server]`. */
  readonly name: string;
  readonly version: string;
  /** What goes with it, as pip names it: `boto3==1.43.106`. */
  readonly beside?: readonly string[];
};

export const venvBin = (venv: string, name: string): string =>
  resolve('node_modules', '.cache', venv, 'bin', name);

const must = (command: string, args: readonly string[], what: string): void => {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${what}: ${stderr?.trim().split('\n').at(-1) ?? 'it cannot be started'}`);
};

const installedVersion = ({ venv, name }: PythonPackage): string | undefined => {
  const python = venvBin(venv, 'python');
  if (!existsSync(python)) return undefined;
  const print = `from importlib.metadata import version; print(version("${name.replace(/\[.*$/, '')}"))`;
  const { stdout, status } = spawnSync(python, ['-c', print], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
};

/** Makes the virtual environment, once: about a minute. Throws without python3 or the package. */
export const installPython = (wanted: PythonPackage): void => {
  const { venv, name, version, beside = [] } = wanted;
  if (installedVersion(wanted) === version) return;
  const python = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  if (python.status !== 0) {
    throw new Error(
      'the conformance run needs python3 (3.10 or later) with venv, and there is none on the PATH',
    );
  }
  const folder = join('node_modules', '.cache', venv);
  console.log(`installing ${name} ${version} in ${folder} …`);
  must('python3', ['-m', 'venv', '--clear', folder], 'python3 cannot make a virtual environment');
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
  must(
    venvBin(venv, 'pip'),
    ['install', ...quiet, `${name}==${version}`, ...beside],
    `${name} ${version} cannot be installed`,
  );
};
