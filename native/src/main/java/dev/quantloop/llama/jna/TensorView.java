package dev.quantloop.llama.jna;

import com.sun.jna.Pointer;

/** Reads the fields of a ggml_tensor by offset. Valid while the C side keeps the tensor. */
public final class TensorView {
  private final Pointer tensor;
  private final AbiLayout layout;
  private final int ne;
  private final int nb;
  private final int src;

  public TensorView(Pointer tensor, AbiLayout layout) {
    this.tensor = tensor;
    this.layout = layout;
    this.ne = layout.get("ggml_tensor.ne");
    this.nb = layout.get("ggml_tensor.nb");
    this.src = layout.get("ggml_tensor.src");
  }

  public Pointer pointer() {
    return tensor;
  }

  public int type() {
    return tensor.getInt(layout.get("ggml_tensor.type"));
  }

  public int op() {
    return tensor.getInt(layout.get("ggml_tensor.op"));
  }

  /** Elements along a dimension. */
  public long ne(int dimension) {
    return tensor.getLong(ne + 8L * dimension);
  }

  /** Stride in bytes along a dimension. */
  public long nb(int dimension) {
    return tensor.getLong(nb + 8L * dimension);
  }

  /** Its pointer is null where there is no such source. */
  public TensorView source(int index) {
    return new TensorView(tensor.getPointer(src + 8L * index), layout);
  }

  public Pointer data() {
    return tensor.getPointer(layout.get("ggml_tensor.data"));
  }

  public Pointer buffer() {
    return tensor.getPointer(layout.get("ggml_tensor.buffer"));
  }

  /** Elements of all dimensions but the first. */
  public long rows() {
    return ne(1) * ne(2) * ne(3);
  }

  /** Whether the elements, of so many bytes, lie in memory one after the other. */
  public boolean isContiguous(int elementBytes) {
    long stride = elementBytes;
    for (int dimension = 0; dimension < 4; dimension++) {
      if (ne(dimension) > 1 && nb(dimension) != stride) {
        return false;
      }
      stride *= ne(dimension);
    }
    return true;
  }

  /** Makes a tensor without memory of its own read another's, from {@code offset} bytes on. */
  public void pointAt(TensorView other, long offset) {
    tensor.setPointer(layout.get("ggml_tensor.buffer"), other.buffer());
    tensor.setPointer(layout.get("ggml_tensor.data"), other.data().share(offset));
  }

  public String name() {
    return tensor.getString(layout.get("ggml_tensor.name"), "UTF-8");
  }

  public boolean is(Pointer other) {
    return tensor.equals(other);
  }
}
