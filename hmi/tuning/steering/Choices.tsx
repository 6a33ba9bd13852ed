import { type ReactNode, useId } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';

/** One of several, each with what it means; the label alone is its name, the rest describes it. */
export function Choices<Id extends string>({
  name,
  label,
  ids,
  chosen,
  onChoose,
  words,
}: {
  readonly name: string;
  readonly label: string;
  readonly ids: readonly Id[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
  readonly words: (id: Id) => { readonly label: string; readonly description: ReactNode };
}) {
  return (
    <RadioGroup
      className="choices"
      data-choices={name}
      value={chosen}
      onChange={(value) => {
        const id = ids.find((one) => one === value);
        if (id) onChoose(id);
      }}
    >
      <Label className="choices-label">{label}</Label>
      {ids.map((id) => (
        <OneChoice key={id} id={id} {...words(id)} />
      ))}
    </RadioGroup>
  );
}

function OneChoice({
  id,
  label,
  description,
}: {
  readonly id: string;
  readonly label: string;
  readonly description: ReactNode;
}) {
  const [labelId, descriptionId] = [useId(), useId()];
  return (
    <Radio
      className="choice"
      value={id}
      data-choice={id}
      aria-labelledby={labelId}
      aria-describedby={descriptionId}
    >
      <span className="choice-dot" aria-hidden="true" />
      <span className="choice-words">
        <span className="choice-label" id={labelId}>
          {label}
        </span>
        <span className="choice-description" id={descriptionId}>
          {description}
        </span>
      </span>
    </Radio>
  );
}
