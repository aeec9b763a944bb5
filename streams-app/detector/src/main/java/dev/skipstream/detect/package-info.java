/**
 * Detectors, which compute detections from frames. The entry point is {@link
 * dev.skipstream.detect.Detector}.
 *
 * <p>Exports {@link dev.skipstream.detect.ComputeFormats}, {@link dev.skipstream.detect.Detector},
 * {@link dev.skipstream.detect.DetectorException}, {@link dev.skipstream.detect.DetectorFault},
 * {@link dev.skipstream.detect.DeviceModels}, {@link dev.skipstream.detect.DjlDetector}, {@link
 * dev.skipstream.detect.FrameCalibrator}, {@link dev.skipstream.detect.LayerShape}, {@link
 * dev.skipstream.detect.Libtorch}, {@link dev.skipstream.detect.LoadableArchive}, {@link
 * dev.skipstream.detect.Machine}, {@link dev.skipstream.detect.NetworkLayers}, {@link
 * dev.skipstream.detect.ProcessEnd}, {@link dev.skipstream.detect.ResizedShape}, {@link
 * dev.skipstream.detect.TorchScriptDetector}, {@link dev.skipstream.detect.TorchScriptTrialProcess}
 * and {@link dev.skipstream.detect.UnavailableDeviceException}. Hides DJL and the translation of
 * tensors.
 */
package dev.skipstream.detect;
