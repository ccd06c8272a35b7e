/** What every client of a service whose links are read has around the SDK's deserializer. */
import { type AnswerRules, answerReader, aroundDeserializer } from '../../answers/read-answers.ts';
import { noteServedAt } from '../../served-at.ts';

type Client<Stack> = {
  readonly config: { readonly streamCollector: Parameters<typeof answerReader>[0] };
  readonly middlewareStack: Stack;
};

type Reader = ReturnType<typeof answerReader>;

/** Of the SDK's stack, what is called: it takes any step. */
type Stack = {
  readonly add: (step: typeof noteServedAt, where: { step: 'deserialize' }) => void;
  readonly addRelativeTo: (
    step: Reader['takeBody'] | Reader['readBody'],
    where: typeof aroundDeserializer.takeBody | typeof aroundDeserializer.readBody,
  ) => void;
};

/** Answers of the operations in `rules` are read by AWS's shapes; of a service that writes XML there are none. */
export const readByRules = (client: Client<Stack>, rules: AnswerRules): void => {
  client.middlewareStack.add(noteServedAt, { step: 'deserialize' });
  const { takeBody, readBody } = answerReader(client.config.streamCollector, rules);
  client.middlewareStack.addRelativeTo(takeBody, aroundDeserializer.takeBody);
  client.middlewareStack.addRelativeTo(readBody, aroundDeserializer.readBody);
};
