/** The services whose own lists say who feeds whom: only `init` asks them. A new one is its file and a line here. */
import { lambda } from './lambda.ts';

export const linkServices = [lambda] as const;
