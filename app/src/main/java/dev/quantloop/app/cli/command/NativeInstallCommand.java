package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.format.Json;
import dev.quantloop.llama.install.Backend;
import dev.quantloop.llama.install.NativeInstaller;
import dev.quantloop.llama.install.Platform;
import dev.quantloop.llama.install.PrebuiltCatalog;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Installs the prebuilt library. */
@Command(
    name = "install",
    header = "Install a prebuilt llama.cpp.",
    description =
        "Fetches the pinned package with npm, checks its SHA-512 and unpacks it into the cache. Other"
            + " commands do this automatically when they need the library.",
    footer = {
      "  quantloop native install --backend vulkan",
      "  quantloop native install --from node-llama-cpp-linux-x64-3.22.1.tgz"
    })
final class NativeInstallCommand extends ConsoleCommand {
  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "cpu, cuda, vulkan or metal (default: cpu; metal on Apple silicon).")
  private Backend backend;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "Install from a package that npm pack fetched on another machine; give it several times"
              + " if the backend consists of several packages.")
  private List<Path> files = List.of();

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    if (!files.isEmpty()) {
      requireEffect("with --from: the packages say what they are", "--backend");
    }
    NativeInstaller installer =
        new NativeInstaller(
            console.directories().cache(),
            PrebuiltCatalog.bundled(),
            Platform.current(),
            console.environment());
    Path directory =
        files.isEmpty()
            ? installer.install(
                backend == null ? NativeOptions.defaultBackend() : backend, console::say)
            : installer.installFrom(files, console::say);
    json.print(() -> Json.object("directory", directory), out -> out.println(directory));
    return ExitCode.OK;
  }
}
