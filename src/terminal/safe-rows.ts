import { fitRows } from './paint.ts';
import type { Row } from './row.ts';

/** What stands in the place of a panel that failed. */
export const failureRows = (error: unknown, width: number, height: number): Row[] =>
  fitRows(
    [
      [{ text: 'This panel failed. The others go on.', role: 'bad' }],
      [{ text: error instanceof Error ? `${error.name}: ${error.message}` : String(error), role: 'dim' }],
      [{ text: 'Please report it; --log-file FILE keeps the details.', role: 'dim' }],
    ],
    width,
    height,
  );

/** The rows of a view in exactly the panel's size; the error in their place when it throws. */
export const safeRows = (view: () => readonly Row[], width: number, height: number): Row[] => {
  try {
    return fitRows(view(), width, height);
  } catch (error) {
    return failureRows(error, width, height);
  }
};
