package dev.quantloop.llama.install;

/**
 * One npm package, pinned.
 *
 * @param scope npm scope with its at sign
 * @param name name within the scope, such as {@code linux-x64}
 * @param version the one version that is accepted
 * @param sha512 SHA-512 of its tarball, in base64 as npm writes it
 * @param bytes size of its tarball, for the progress line
 */
public record NativePackage(String scope, String name, String version, String sha512, long bytes) {

  /** What {@code npm pack} is asked for. */
  public String spec() {
    return scope + "/" + name + "@" + version;
  }

  /** The file name that {@code npm pack} gives to the tarball. */
  public String tarballName() {
    return scope.substring(1) + "-" + name + "-" + version + ".tgz";
  }
}
