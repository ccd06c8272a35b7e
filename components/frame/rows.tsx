import { type ReactNode, useLayoutEffect } from 'react';
import type { Row } from '../../src/terminal/row.ts';
import { useScreen } from '../../src/terminal/screen-context.ts';

/**
 * Rows that fill the screen: they go to the screen writer with the commit. Ink has nothing to lay out and writes nothing: what it
 * would draw had to be escape codes first, and cells again afterwards.
 */
export const Rows = ({ rows }: { readonly rows: readonly Row[] }): ReactNode => {
  const { draw } = useScreen();
  useLayoutEffect(() => draw(rows));
  return null;
};
