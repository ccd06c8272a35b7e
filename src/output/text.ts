/** Rows as plain text, for pipes and files. */

import type { Row } from '../terminal/row.ts';
import { sanitize } from '../terminal/sanitize.ts';

/** One line, its end included; no control character but the line feed, no blank before it. */
export const rowLine = (row: Row): string => `${sanitize(row.map(({ text }) => text).join('')).trimEnd()}\n`;

/** A text as a regular expression that finds it as it is. */
export const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
