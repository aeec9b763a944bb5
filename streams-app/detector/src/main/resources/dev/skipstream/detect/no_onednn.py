class PackedConv:
  # Takes the place of onednn.py in an archive, for a libtorch without oneDNN. Nothing calls it there.
  unused : int
  def __init__(self: __torch__.onednn.PackedConv,
    weight: Tensor,
    bias: Tensor,
    stride: int,
    padding: int,
    dilation: int,
    groups: int,
    size: List[int],
    rectified: bool) -> NoneType:
    self.unused = 0
    ops.prim.RaiseException("this PyTorch library has no oneDNN to pack weights for")
    return None
  def run(self: __torch__.onednn.PackedConv,
    x: Tensor) -> Tensor:
    ops.prim.RaiseException("this PyTorch library has no oneDNN")
    return x
