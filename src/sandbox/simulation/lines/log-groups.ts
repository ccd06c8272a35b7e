import type { LogGroup } from '../../stores/log-store.ts';
import type { Simulation } from '../simulation.ts';
import type { World } from '../world.ts';
import { accessLog, intakeLog } from './front-door-lines.ts';
import { erpLog, fulfilmentLog, warehouseLog } from './fulfilment-lines.ts';
import { dispatchLog } from './order-dispatch-lines.ts';
import { paymentLog } from './payment-worker-lines.ts';

/** Every log group of the account, by name. */
export const logGroups = (
  world: World,
  { frontDoor, orders, dispatch, worker, fulfilment }: Simulation,
): readonly LogGroup[] =>
  [
    accessLog(world, frontDoor),
    intakeLog(world, frontDoor),
    dispatchLog(world, dispatch),
    paymentLog(world, worker),
    fulfilmentLog(world, orders, fulfilment),
    warehouseLog(world, orders),
    erpLog(world, orders),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
