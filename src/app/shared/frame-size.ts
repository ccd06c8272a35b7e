import type { Runtime } from '../../runtime.ts';

const cells = (text: string | undefined, usual: number): number => {
  const count = Number(text);
  return Number.isInteger(count) && count >= 20 && count <= 500 ? count : usual;
};

/** Cells of a frame that goes to no terminal: COLUMNS and LINES, as shells set them, else what is usual. */
export const frameSize = (
  env: Runtime['env'],
  usual: { readonly width: number; readonly height: number },
): { readonly width: number; readonly height: number } => ({
  width: cells(env['COLUMNS'], usual.width),
  height: cells(env['LINES'], usual.height),
});
