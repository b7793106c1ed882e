package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.doctor.Doctor;
import dev.quantloop.app.doctor.Doctor.Finding;
import dev.quantloop.app.format.Json;
import dev.quantloop.llama.library.NativeReport;
import dev.quantloop.llama.runtime.NativeRuntime;
import dev.quantloop.llama.runtime.NativeSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks at everything the program depends on. */
@Command(
    name = "doctor",
    header = "Check Java, npm, llama.cpp, devices, database and disks.",
    description =
        "Checks everything the program depends on and says what is wrong. The exit code is 1 when"
            + " something must be fixed first.",
    footer = "  quantloop doctor")
public final class DoctorCommand extends ConsoleCommand {
  @Mixin private DbOption db;
  @Mixin private NativeOptions llama;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    NativeSettings settings = llama.settings();
    NativeReport library = NativeRuntime.inspect(settings, console::say);
    List<Finding> findings =
        new Doctor(console.environment()).examine(library, settings.llamaLib() != null, db.path());
    json.print(
        () -> findings.stream().map(DoctorCommand::json).toList(),
        out -> findings.forEach(finding -> print(out, finding)));
    return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAILURE)
        ? ExitCode.FAILURE
        : ExitCode.OK;
  }

  private static void print(PrintWriter out, Finding finding) {
    out.printf(
        "%-8s %-22s %s%n",
        finding.level().toString().toLowerCase(Locale.ROOT),
        finding.subject(),
        FailureMessage.oneLine(finding.detail()));
  }

  private static Object json(Finding finding) {
    return Json.object(
        "subject", finding.subject(),
        "level", finding.level().toString().toLowerCase(Locale.ROOT),
        "detail", FailureMessage.oneLine(finding.detail()));
  }
}
