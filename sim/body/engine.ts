import loadMujoco, { type MainModule, type MjData, type MjModel } from '@mujoco/mujoco';

/** The physics produced NaN or infinity: nothing after that moment means anything, so the run ends. */
export class SimulationDivergedError extends Error {
  readonly id = 'simulationDiverged';
  readonly advice = 'Keep the seed and the inputs, and report them; the run cannot be continued.';
}

/** A model, body or array that MuJoCo did not hand out as expected, or that was used after `dispose`. */
export class EngineError extends Error {
  readonly id = 'simulationEngine';
  readonly advice = 'Check the version of @mujoco/mujoco and whether the body was disposed of.';
}

/** Every array of the state that is read or written here holds doubles. */
export type NumberView = Float64Array;

type ViewName =
  | 'qpos'
  | 'qvel'
  | 'ctrl'
  | 'qfrc_applied'
  | 'actuator_force'
  | 'site_xpos'
  | 'xpos'
  | 'xquat'
  | 'mocap_pos'
  | 'mocap_quat';

export type ObjectKind = 'joint' | 'body' | 'site' | 'equality';

/** One compiled model and its state. Indices are looked up by name once, at creation. */
export interface Engine {
  /** Advances by one time step. Throws SimulationDivergedError if the state is no longer finite. */
  step(): void;
  /** Body positions and orientations for the present joint positions; `step` leaves them one step old. */
  updateKinematics(): void;
  /** The live array of the state; fetched again when the wasm heap has moved it, never empty. */
  view(name: ViewName): NumberView;
  id(kind: ObjectKind, name: string): number;
  positionAddress(joint: string): number;
  velocityAddress(joint: string): number;
  /** Switches one equality constraint on or off; all others keep their state. */
  setEqualityActive(name: string, isActive: boolean): void;
  /** Bit n set: the actuators of group n give no torque. */
  setDisabledActuatorGroups(bits: number): void;
  /** m/s², from the next step on. */
  setGravity(gravity: readonly [number, number, number]): void;
  setTimeMs(timeMs: number): void;
  dispose(): void;
}

let shared: Promise<MainModule> | undefined;

/** MuJoCo's wasm module, loaded once per process. */
export function loadEngineModule(): Promise<MainModule> {
  shared ??= loadMujoco();
  return shared;
}

/** One value of an array; throws EngineError where there is none, so that a lost view can never read as 0. */
export function valueAt(view: NumberView, index: number): number {
  const value = view[index];
  if (value === undefined) throw new EngineError(`MuJoCo's array has no value at ${index}.`);
  return value;
}

/** Compiles a model. Throws EngineError with MuJoCo's own message if the XML does not compile. */
export async function createEngine(xml: string): Promise<Engine> {
  const mujoco = await loadEngineModule();
  const model = compile(mujoco, xml);
  const data: MjData = new mujoco.MjData(model);
  const views = new Map<ViewName, { view: NumberView; expected: number }>();
  const active = activeEqualities(mujoco, model, data);
  // Every read of `model.opt` makes a new handle; one is kept and freed with the model.
  const options = model.opt;
  let isDisposed = false;

  function assertAlive(): void {
    if (isDisposed) throw new EngineError('This simulated body was disposed of.');
  }

  function fetch(name: ViewName): NumberView {
    assertAlive();
    const view: unknown = data[name];
    if (!(view instanceof Float64Array)) {
      throw new EngineError(`MuJoCo gives no array for ${name}.`);
    }
    return view;
  }

  function view(name: ViewName): NumberView {
    const cached = views.get(name);
    // A grown heap detaches every view: its length becomes 0 and writes vanish silently
    // (reference/physics.md, pitfall 2).
    if (cached !== undefined && cached.view.length === cached.expected && !isDisposed) return cached.view;
    const fresh = fetch(name);
    const expected = cached?.expected ?? fresh.length;
    if (fresh.length !== expected || (expected === 0 && name !== 'mocap_pos' && name !== 'mocap_quat')) {
      throw new EngineError(`MuJoCo's array ${name} has ${fresh.length} values instead of ${expected}.`);
    }
    views.set(name, { view: fresh, expected });
    return fresh;
  }

  function assertFinite(): void {
    let sum = 0;
    for (const value of view('qpos')) sum += value;
    for (const value of view('qvel')) sum += value;
    if (!Number.isFinite(sum)) {
      throw new SimulationDivergedError(`The simulated body left the numbers after ${data.time} s.`);
    }
  }

  function id(kind: ObjectKind, name: string): number {
    const type = {
      joint: mujoco.mjtObj.mjOBJ_JOINT,
      body: mujoco.mjtObj.mjOBJ_BODY,
      site: mujoco.mjtObj.mjOBJ_SITE,
      equality: mujoco.mjtObj.mjOBJ_EQUALITY,
    }[kind];
    const found = mujoco.mj_name2id(model, type.value, name);
    if (found < 0) throw new EngineError(`The model has no ${kind} named ${name}.`);
    return found;
  }

  function address(addresses: unknown, joint: string): number {
    const index = addresses instanceof Int32Array ? addresses[id('joint', joint)] : undefined;
    if (index === undefined) throw new EngineError(`MuJoCo gives no address for joint ${joint}.`);
    return index;
  }

  return {
    step() {
      assertAlive();
      mujoco.mj_step(model, data);
      assertFinite();
    },
    updateKinematics() {
      assertAlive();
      mujoco.mj_kinematics(model, data);
    },
    view,
    id,
    positionAddress: (joint) => address(model.jnt_qposadr, joint),
    velocityAddress: (joint) => address(model.jnt_dofadr, joint),
    setEqualityActive(name, isActive) {
      assertAlive();
      active[id('equality', name)] = isActive ? 1 : 0;
      // The bindings of 3.14 throw on reading `eq_active` (no view of booleans), hence the way through the
      // state vector.
      mujoco.mj_setState(model, data, active, mujoco.mjtState.mjSTATE_EQ_ACTIVE.value);
    },
    setDisabledActuatorGroups(bits) {
      assertAlive();
      options.disableactuator = bits;
    },
    setGravity(gravity) {
      assertAlive();
      const view: unknown = options.gravity;
      if (!(view instanceof Float64Array)) throw new EngineError('MuJoCo gives no array for the gravity.');
      view.set(gravity);
    },
    setTimeMs(timeMs) {
      assertAlive();
      data.time = timeMs / 1000;
    },
    dispose() {
      // There is no garbage collection on the wasm heap (reference/physics.md, pitfall 3).
      if (isDisposed) return;
      isDisposed = true;
      views.clear();
      options.delete();
      data.delete();
      model.delete();
    },
  };
}

function activeEqualities(mujoco: MainModule, model: MjModel, data: MjData): number[] {
  const part = mujoco.mjtState.mjSTATE_EQ_ACTIVE.value;
  const buffer = new mujoco.DoubleBuffer(mujoco.mj_stateSize(model, part));
  mujoco.mj_getState(model, data, buffer, part);
  const active = Array.from<number>(buffer.GetView());
  buffer.delete();
  return active;
}

function compile(mujoco: MainModule, xml: string): MjModel {
  try {
    return mujoco.MjModel.from_xml_string(xml);
  } catch (error) {
    throw new EngineError('The model of the brace does not compile.', { cause: error });
  }
}
