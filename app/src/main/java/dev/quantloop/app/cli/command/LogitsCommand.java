package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.cli.option.DecodeOptions;
import dev.quantloop.app.cli.option.DeviceOptions;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.cli.option.ParseSpecialOption;
import dev.quantloop.app.cli.option.WholeNumber;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.stage.StageSettings;
import dev.quantloop.app.stage.WriteLogits;
import dev.quantloop.llama.evaluate.ScoredPositions;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a model's logits on a text. */
@Command(
    name = "logits",
    header = "Write a model's logits on a text, for llama-gguf-optimize and kld.",
    description = {
      "Writes the HDF5 file that generate_logits.py of llama-gguf-optimize writes: its chunks of"
          + " the text, every position, every token of the vocabulary. A row of 150,000 tokens takes"
          + " 600 kB, so kld without a file is the better way where the baseline can be run.",
      "What is complete is entered in the file every few seconds. The same command goes on where a"
          + " stopped one ended; --from and --to add other chunks."
    },
    footer = {
      "  quantloop logits -m model-f16.gguf -f wiki.txt -o baseline.h5 --to 41",
      "  quantloop kld --kl-divergence-base baseline.h5 -m model-Q2_K.gguf"
    })
public final class LogitsCommand extends ConsoleCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL",
      description = "The model, a GGUF file; -m does as well.")
  private Path place;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "The model, a GGUF file.")
  private Path model;

  @Option(
      names = {"-f", "--file", "--dataset"},
      paramLabel = "TEXT",
      required = true,
      description = "The text, UTF-8; may come several times.")
  private List<Path> texts;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The file to write, or to go on with.")
  private Path output;

  @Option(
      names = "--from",
      paramLabel = "N",
      defaultValue = "0",
      converter = WholeNumber.CountOrNone.class,
      description = "The first chunk to write, counted from 0 (default: ${DEFAULT-VALUE}).")
  private int from;

  @Option(
      names = "--to",
      paramLabel = "N",
      converter = WholeNumber.CountOrNone.class,
      description = "The last chunk to write (default: the text's last whole one).")
  private Integer to;

  @Option(
      names = "--precision",
      paramLabel = "16|32",
      defaultValue = "32",
      description = "Bits of a stored logit (default: ${DEFAULT-VALUE}).")
  private String precision;

  @Option(
      names = "--compression",
      paramLabel = "gzip|none",
      defaultValue = "none",
      description = "Compress what is stored, without loss (default: ${DEFAULT-VALUE}).")
  private String compression;

  @Mixin private ParseSpecialOption special;
  @Mixin private DecodeOptions decode;
  @Mixin private DeviceOptions devices;
  @Mixin private NativeOptions llama;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    if ((model == null) == (place == null)) {
      throw new UsageException("give one model: -m MODEL");
    } else if (!List.of("16", "32").contains(precision)) {
      throw new UsageException("--precision is 16 or 32, not " + precision);
    } else if (!List.of("gzip", "none").contains(compression)) {
      throw new UsageException("--compression is gzip or none, not " + compression);
    }
    WriteLogits.Result result =
        new WriteLogits(console, llama::open)
            .run(
                new WriteLogits.Request(
                    model == null ? place : model,
                    texts,
                    special.wanted(),
                    output,
                    from,
                    to == null ? OptionalInt.empty() : OptionalInt.of(to),
                    precision.equals("16"),
                    compression.equals("gzip"),
                    new StageSettings(
                        decode.settings(), decode.model(devices), ScoredPositions.ALL, 0, -1)));
    json.print(
        () ->
            Json.object(
                "file", output,
                "chunks", result.chunks(),
                "written", result.written(),
                "there", result.there(),
                "bytes", result.bytes()),
        out ->
            out.printf(
                "%s: %s written, %d of %d there, %s%n",
                output,
                Numbers.amount(result.written(), "chunk"),
                result.there(),
                result.chunks(),
                Numbers.bytes(result.bytes())));
    return ExitCode.OK;
  }
}
