/** What EventBridge tells: the targets of the rules that are proposed. */
import { type LinkReader, placeAt, readEach } from './reader.ts';

const pageOf = 100;

export const eventBridgeLinks: LinkReader = {
  service: 'events',
  read: (calls, scope) => {
    const { region, signal, proposed } = scope;
    const rules = proposed.flatMap(({ kind, dimensions }) => {
      const { RuleName, EventBusName } = dimensions;
      return kind !== 'eventbridge' || RuleName === undefined ? [] : [{ RuleName, EventBusName }];
    });
    return readEach(
      scope,
      'rules',
      rules,
      ({ RuleName, EventBusName }) =>
        calls.listTargetsByRule(
          { Rule: RuleName, Limit: pageOf, ...(EventBusName === undefined ? {} : { EventBusName }) },
          signal,
        ),
      ({ Targets = [] }, { RuleName, EventBusName = 'default' }) => {
        const from = placeAt('eventbridge', region, { EventBusName, RuleName });
        return {
          links: Targets.flatMap(({ Arn, DeadLetterConfig }) => [
            ...(Arn === undefined ? [] : [{ from, to: Arn, list: 'target of a rule' as const }]),
            ...(DeadLetterConfig?.Arn === undefined
              ? []
              : [{ from, to: DeadLetterConfig.Arn, list: 'dead-letter queue' as const }]),
          ]),
        };
      },
    );
  },
};
