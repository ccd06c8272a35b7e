export type Scenario = 'calm' | 'incident' | 'chaos';
