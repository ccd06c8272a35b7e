/** What the bundle keeps of re2js, in a file of its own that only a pattern loads (`scripts/build.ts`). */
import { RE2JS as Library } from 're2js';

export const RE2JS = Library;
