import * as z from 'zod';
import type { SandboxLogEvent } from '../../account.ts';
import { makeToken, readToken } from '../paging.ts';
import { placeInLog, placeOf } from './log-shapes.ts';

/** `@ptr`: the one name of an event that AWS gives out for opening it again. */
const pointerShape = placeInLog.extend({ group: z.string() });

export const makePointer = (group: string, event: SandboxLogEvent): string =>
  makeToken('@ptr', { ...placeOf(event), group });

export const readPointer = (pointer: string): z.output<typeof pointerShape> | undefined =>
  readToken('@ptr', pointer, pointerShape);
