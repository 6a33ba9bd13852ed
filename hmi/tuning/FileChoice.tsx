import { Button, FileTrigger } from 'react-aria-components';

/** A button that lets a file be chosen and gives its text, or null where it could not be read; no more than `mostChars` and a little of it. */
export function FileChoice({
  label,
  mostChars,
  onText,
}: {
  readonly label: string;
  readonly mostChars: number;
  readonly onText: (text: string | null) => void;
}) {
  const read = (file: File | undefined): void => {
    if (!file) return;
    // A character has at most four bytes: a file that is cut here is over the limit in any case.
    file
      .slice(0, 4 * mostChars + 4)
      .text()
      .then(onText, () => onText(null));
  };
  return (
    <FileTrigger acceptedFileTypes={['.json', 'application/json']} onSelect={(files) => read(files?.[0])}>
      <Button className="undo">{label}</Button>
    </FileTrigger>
  );
}
