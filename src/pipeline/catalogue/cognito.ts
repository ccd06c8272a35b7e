import { counter, defineKind, gauge, mostlyRule, neverRule, perSecond } from './kind.ts';

/**
 * A client of a user pool. Each sign-in is a sample of SignInSuccesses, 1 where it succeeded: its samples are the tries, its average
 * the share that got in (AWS: "Metrics for Amazon Cognito user pools"). A wrong password is a failure, too.
 */
export const cognito = defineKind({
  title: 'Cognito',
  namespace: 'AWS/Cognito',
  dimensions: [['UserPool', 'UserPoolClient']],
  named: 'UserPool',
  flow: { level: 0 },
  periodSeconds: 60,
  metrics: {
    signIns: { ...perSecond('SignInSuccesses', 'sign-ins/s'), stat: 'SampleCount' },
    signInShare: gauge('SignInSuccesses', 'Average', 'none', 'sign-ins that succeed'),
    refreshes: { ...perSecond('TokenRefreshSuccesses', 'token refreshes/s'), stat: 'SampleCount' },
    refreshShare: gauge('TokenRefreshSuccesses', 'Average', 'none', 'token refreshes that succeed'),
    throttles: counter('SignInThrottles', 'sign-ins throttled'),
    refreshThrottles: counter('TokenRefreshThrottles', 'token refreshes throttled'),
  },
  derived: {
    errorRate: { label: 'sign-ins failed %', how: 'shortfall', of: 'signInShare' },
    refreshErrors: { label: 'token refreshes failed %', how: 'shortfall', of: 'refreshShare' },
  },
  siblings: ['signIns', 'refreshes'],
  rate: 'signIns',
  errorRate: 'errorRate',
  headline: ['{errorRate} failed'],
  rules: [
    mostlyRule('errorRate', 'sign-ins failed', 'bad', '{errorRate} sign-ins failed'),
    { ...mostlyRule('refreshErrors', 'token refreshes failed', 'bad'), sign: 'errors' },
    neverRule('throttles', 'sign-ins throttled', 'warn', '{throttles} throttled'),
    { ...neverRule('refreshThrottles', 'token refreshes throttled', 'warn'), sign: 'throttles' },
  ],
  graphs: [
    { title: 'sign-ins refreshes /s', series: ['signIns', 'refreshes'] },
    { title: 'failed %', series: ['errorRate', 'refreshErrors'] },
    { title: 'throttled', series: ['throttles', 'refreshThrottles'] },
  ],
});
