import { Box, Text, Transform } from 'ink';
import type { ReactNode } from 'react';
import { paintRow } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import { useScreen } from '../../src/terminal/screen-context.ts';

type RowsProps = {
  readonly rows: readonly Row[];
  /** Cells. The box is exactly that large, whatever the rows are. */
  readonly width: number;
  readonly height: number;
};

/**
 * Draws rows in a box of fixed size. Ink lays out a placeholder that never changes, and the painted rows take its place:
 * ever-new texts would fill Ink's measuring caches (48 MB/h were seen).
 */
export const Rows = ({ rows, width, height }: RowsProps): ReactNode => {
  const { paint } = useScreen();
  if (width <= 0 || height <= 0) return null;
  return (
    <Box width={width} height={height} flexShrink={0}>
      <Transform transform={(_, index) => paintRow(rows[index] ?? [], width, paint)}>
        <Text>{'.\n'.repeat(height - 1)}.</Text>
      </Transform>
    </Box>
  );
};
