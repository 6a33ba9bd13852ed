/** What one figure of a strategy means and between which bounds it may be set. */
export interface SettingInfo {
  readonly label: string;
  readonly unit: '1/s' | '1/(deg·s)' | '1/rad' | 'deg' | 'deg/s' | 'ms' | 's' | 'share';
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly step: number;
  readonly description: string;
}

export type SettingTable = Readonly<Record<string, SettingInfo>>;
export type ValuesOf<Table extends SettingTable> = { readonly [Key in keyof Table]: number };

/** Why something about a strategy is not allowed. Ids are stable. */
export interface Refusal {
  readonly kind: 'refused';
  readonly id: string;
  readonly sentence: string;
  readonly advice: string;
}

export const setting = (
  label: string,
  unit: SettingInfo['unit'],
  bounds: readonly [number, number],
  defaultValue: number,
  step: number,
  description: string,
): SettingInfo => ({
  label,
  unit,
  min: bounds[0],
  max: bounds[1],
  default: defaultValue,
  step,
  description,
});

/** How far from straight ahead the eyes count; every law of the eyes has it (reference/strategies.md §4.2 'E clamp 30'). */
export const LARGEST_LOOK = setting(
  'Furthest look',
  'deg',
  [10, 35],
  30,
  1,
  'A look further from straight ahead counts as this: an eye turns no further, and a tracker may err.',
);

export function defaultsOf<Table extends SettingTable>(table: Table): ValuesOf<Table> {
  return valuesOf(table, (key) => table[key]?.default);
}

/** The values, if each setting has one inside its bounds and there is no other. */
export function checkSettings<Table extends SettingTable>(
  table: Table,
  values: Readonly<Record<string, unknown>>,
): { readonly kind: 'checked'; readonly values: ValuesOf<Table> } | Refusal {
  const strange = Object.keys(values).find((key) => !Object.hasOwn(table, key));
  if (strange !== undefined) {
    return {
      kind: 'refused',
      id: 'settingUnknown',
      sentence: `This strategy has no setting called ${strange.slice(0, 40)}.`,
      advice: 'Take it out, or choose the strategy that it belongs to.',
    };
  }
  for (const [key, info] of Object.entries(table)) {
    const value = values[key];
    if (typeof value === 'number' && value >= info.min && value <= info.max) continue;
    return {
      kind: 'refused',
      id: 'settingOutOfBounds',
      sentence: `"${info.label}" (${key}) is missing, no number, or outside its bounds.`,
      advice: `Enter a value from ${info.min} to ${info.max} ${info.unit}.`,
    };
  }
  const { releaseDeg, deadZoneDeg } = values;
  if (typeof releaseDeg === 'number' && typeof deadZoneDeg === 'number' && releaseDeg > deadZoneDeg)
    return {
      kind: 'refused',
      id: 'releaseBeyondDeadZone',
      sentence: 'The movement would end before it begins: it would stutter.',
      advice: 'Set the release no larger than the dead zone.',
    };
  return { kind: 'checked', values: valuesOf(table, (key) => values[key]) };
}

function valuesOf<Table extends SettingTable>(table: Table, of: (key: string) => unknown): ValuesOf<Table>;
function valuesOf(table: SettingTable, of: (key: string) => unknown): Record<string, number> {
  return Object.fromEntries(Object.keys(table).map((key) => [key, Number(of(key))]));
}
