/**
 * What a view gives: rows of spans. Views never write an escape code; `paint` turns a row into one, in the
 * terminal's colours, and makes every text harmless on its way. The same rows become plain text and SVG.
 */

/** What a text means; the theme decides how that looks. */
export type Role =
  | 'text'
  | 'dim'
  | 'title'
  | 'accent'
  | 'border'
  | 'key'
  | 'ok'
  | 'warn'
  | 'bad'
  | 'unknown'
  | 'insert'
  | 'modify'
  | 'remove'
  | 'gap'
  | 'axis'
  | 'threshold'
  | 'unsettled'
  | 'series1'
  | 'series2'
  | 'series3'
  | 'series4'
  | 'series5'
  | 'series6';

export type Span = {
  readonly text: string;
  /** `text` where absent. */
  readonly role?: Role;
  readonly bold?: boolean;
  /** Drawn as the selection: inverse video. */
  readonly selected?: boolean;
  /**
   * A part of a drawing: its cells mean something by their shape and colour, so no theme and no selection turns them around
   * (issue 14: the red block of a selected alarm became a hole in a green bar).
   */
  readonly picture?: boolean;
  /** A page that the terminal opens from it (OSC 8): an address that this tool has made, never one that came from AWS. */
  readonly link?: string;
};

/** Whether a span is drawn in inverse video: where it is selected, or its role is inverse by itself; never a drawing. */
export const isInverse = (
  { selected = false, picture = false }: Pick<Span, 'selected' | 'picture'>,
  isOfRole: boolean,
): boolean => !picture && (selected || isOfRole);

/** One screen row. Spans follow one another without a blank; a row may be narrower or wider than its panel. */
export type Row = readonly Span[];

/** A row of one span. */
export const line = (text: string, role: Role = 'text'): Row => [{ text, role }];
