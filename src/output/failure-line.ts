import type { Failure } from '../observation/health-of-sources.ts';
import { originName } from '../origin.ts';
import { sanitize } from '../terminal/sanitize.ts';

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** One harmless line: what failed, where, what to do next. `GetRecords in eu-west-1: … (AccessDeniedException). Ask for …` */
export const failureLine = ({ message, operation, region, profile, code, hint }: Failure): string => {
  const where = [operation, region && `in ${originName({ region, profile })}`].filter(Boolean).join(' ');
  const what = sentence(`${where === '' ? '' : `${where}: `}${message.replace(/[.\s]+$/, '')} (${code})`);
  const line = [what, hint === '' ? '' : sentence(hint)].filter(Boolean).join(' ');
  return sanitize(line.replace(/\s+/g, ' '));
};
