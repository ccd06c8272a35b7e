/** What one kind of fault does to one answer: another answer, or what happens on its way. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Random } from '../../src/sandbox/simulation/random.ts';
import type { FaultKind } from './faults.ts';
import { cut, doubled, endless, sameToken, spoil, withWrongChecksum } from './spoil.ts';
import { type Answer, errorAnswer, htmlAnswer, isMembers } from './wire.ts';

/** How an answer leaves: whole, after a while, byte by byte, half of it, or not at all. */
export type Way = 'whole' | 'late' | 'drip' | 'half-then-silent' | 'silent' | 'reset' | 'half-then-closed';

export type Struck = {
  readonly answer: Answer;
  readonly way: Way;
  /** The client was given the truth, and all of it. */
  readonly isTrue: boolean;
};

export type Request = {
  readonly operation: string;
  readonly headers: IncomingHttpHeaders;
  /** What the body says. */
  readonly data: unknown;
};

/** Whether the client asks for what comes after the token that was made up. */
export const asksForMadeUp = ({ data }: Request): boolean =>
  isMembers(data) && Object.values(data).includes(sameToken);

export const passed = (answer: Answer): Struck => ({ answer, way: 'whole', isTrue: answer.status < 300 });

/** `earlier`: an older answer to the same question, where there is one. */
export const strike = (
  kind: FaultKind,
  request: Request,
  answer: Answer,
  earlier: Answer | undefined,
  random: Random,
): Struck => {
  const lie = (other: Answer): Struck => ({ answer: other, way: 'whole', isTrue: false });
  const onTheWay = (way: Way): Struck => ({ answer, way, isTrue: way === 'late' });
  switch (kind) {
    case 'null':
    case 'wrong-type':
    case 'missing':
      return lie(spoil(answer, kind, random));
    case 'cut-json':
      return lie(cut(answer));
    case 'wrong-crc':
      return lie(withWrongChecksum(answer));
    case 'half-body':
      return onTheWay('half-then-silent');
    case 'silent':
    case 'drip':
    case 'reset':
      return onTheWay(kind);
    case 'close':
      return onTheWay('half-then-closed');
    case 'delay':
      return onTheWay('late');
    case 'empty':
      return lie({ ...answer, headers: { 'content-length': '0' }, body: new Uint8Array() });
    case 'html':
      return lie(htmlAnswer(200, 'Welcome to the guest network'));
    case 'same-token':
      return lie(endless(answer, request.operation, request.data));
    case 'duplicate':
      return lie(doubled(answer));
    case 'old-page':
      return earlier === undefined ? passed(answer) : lie(earlier);
    case 'error-500':
      return lie(
        errorAnswer(request.headers, 500, 'InternalServerError', 'The request processing has failed'),
      );
    case 'throttle':
      return lie(errorAnswer(request.headers, 400, 'ThrottlingException', 'Rate exceeded'));
    case 'html-503':
      return lie(htmlAnswer(503, 'Service Unavailable'));
    case 'black-hole':
    case 'mixed':
      return onTheWay('silent');
  }
};
