package dev.quantloop.app.tui.screen.commands;

import dev.quantloop.app.tui.screen.RunningCommand;
import java.time.Duration;

/** How far a command is. */
public sealed interface CommandPhase {
  /** Its arguments are being written. */
  record Writing() implements CommandPhase {}

  record Starting() implements CommandPhase {}

  /**
   * @param interrupted whether it has been asked to end
   */
  record Running(RunningCommand command, boolean interrupted) implements CommandPhase {}

  record Ended(int exitCode, Duration took) implements CommandPhase {}
}
