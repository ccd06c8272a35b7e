/** Doors that are not API Gateway's, and who may pass them. */
import { type Looks, look } from './look.ts';

export const websocketApi: Looks = (context) => {
  const flags = { 'api-id': context.stage.dimensions['ApiId'] };
  return [
    look(context, 'see its routes, and what they call', 'apigatewayv2 get-integrations', flags),
    look(context, 'see its stages, their limits and last deployment', 'apigatewayv2 get-stages', flags),
  ];
};

export const appsync: Looks = (context) => {
  const flags = { 'api-id': context.stage.dimensions['GraphQLAPIId'] };
  return [
    look(context, 'see what its resolvers call', 'appsync list-data-sources', flags),
    look(context, 'see its authorization and its log level', 'appsync get-graphql-api', flags),
  ];
};

export const cloudfront: Looks = (context) => [
  look(context, 'see its origins, its state and when it was changed', 'cloudfront get-distribution', {
    id: context.stage.dimensions['DistributionId'],
  }),
];

/** Not its client: that answer holds the client's secret. */
export const cognito: Looks = (context) => [
  look(context, 'see its triggers, and what it was changed to', 'cognito-idp describe-user-pool', {
    'user-pool-id': context.stage.dimensions['UserPool'],
  }),
];

export const elasticBeanstalk: Looks = (context) => {
  const flags = { 'environment-name': context.stage.dimensions['EnvironmentName'] };
  return [
    look(context, 'see what it says of its health, and why', 'elasticbeanstalk describe-environment-health', {
      ...flags,
      'attribute-names': 'All',
    }),
    look(context, 'see what happened to it', 'elasticbeanstalk describe-events', {
      ...flags,
      'max-items': '20',
    }),
  ];
};
