import { Box } from "ink";
import { type ReactNode, useState } from "react";
import { enterKey, escapeKey, heardKey, type KeyRow } from "../keys/key-row.ts";
import { Words } from "../theme/words.tsx";
import { TextField } from "../widgets/text-field/text-field.tsx";
import { fieldKeys, useTextField } from "../widgets/text-field/use-text-field.ts";
import type { ScreenProps, ScreenView } from "./screen.ts";

export interface SaveAnswers {
  readonly open: () => void;
  /** While the file's name is asked: what is shown for the choices, with its keys. */
  readonly asked:
    | (Pick<ScreenView, "take" | "typing"> & { keys: readonly KeyRow[]; field: ReactNode })
    | undefined;
}

/** Asks for the name of a file and has the answers saved in it; the notice tells what came of it. */
export function useSaveAnswers({ context, send }: ScreenProps): SaveAnswers {
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState(context.saveAs?.file ?? "./answers.yaml");
  const field = useTextField(name, setName);
  const file = name.trim();
  const save = () => {
    send({ type: "SAVE_ANSWERS", file });
    setOpen(false);
  };
  return {
    open: () => setOpen(true),
    asked: isOpen
      ? {
          take: field.take,
          typing: true,
          keys: [
            enterKey("save", save, file === "" ? "Type the name of a file." : undefined),
            escapeKey("back", () => setOpen(false)),
            heardKey("Keys", fieldKeys, true),
          ],
          field: (
            <Box flexDirection="column" flexShrink={0}>
              <Words>Save the answers in which file? None is ever overwritten.</Words>
              <TextField state={field.state} label="file" />
            </Box>
          ),
        }
      : undefined,
  };
}
