import { fitRows } from './paint.ts';
import type { Row } from './row.ts';

/** What stands in the place of a panel that failed; in one row where no height is given. */
export const failureRows = (error: unknown, width: number, height = 1): Row[] =>
  fitRows(
    [
      [{ text: 'This panel failed. The others go on.', role: 'bad' }],
      [{ text: error instanceof Error ? `${error.name}: ${error.message}` : String(error), role: 'dim' }],
      [{ text: 'Please report it; --log-file FILE keeps the details.', role: 'dim' }],
    ],
    width,
    height,
  );

/**
 * The rows of a view in exactly the panel's size, or as many as it draws where no height is given; the error in their place
 * when it throws. The view is drawn once.
 */
export const safeRows = (view: () => readonly Row[], width: number, height?: number): Row[] => {
  try {
    const rows = view();
    return fitRows(rows, width, height ?? rows.length);
  } catch (error) {
    return failureRows(error, width, height);
  }
};
