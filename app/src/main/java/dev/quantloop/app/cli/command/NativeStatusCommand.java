package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.cli.report.NativeReportText;
import dev.quantloop.llama.library.NativeReport;
import dev.quantloop.llama.runtime.NativeRuntime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says which library is used and whether it can be trusted. */
@Command(
    name = "status",
    header = "Show which llama.cpp is used and whether it passed every check.",
    description =
        "Prints the library's directory, version, commit and devices, the CPU variant in use, and"
            + " each failed check (with -v every check). The exit code is 1 when the library can't be"
            + " used.",
    footer = "  quantloop native status --json")
final class NativeStatusCommand extends ConsoleCommand {
  @Mixin private NativeOptions llama;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    NativeReport report = NativeRuntime.inspect(llama.settings(), console::say);
    NativeReportText text = new NativeReportText(report);
    json.print(text::document, out -> text.print(out, llama.verbose()));
    return report.problem() == null ? ExitCode.OK : ExitCode.FAILURE;
  }
}
