/**
 * Events as records: the payloads on Skipstream's topics.
 *
 * <p>Exports {@link dev.skipstream.schemas.event.BoundingBox}, {@link
 * dev.skipstream.schemas.event.Boxes}, {@link dev.skipstream.schemas.event.CameraStatusEvent},
 * {@link dev.skipstream.schemas.event.CameraView}, {@link dev.skipstream.schemas.event.Classes},
 * {@link dev.skipstream.schemas.event.ClassificationEvent}, {@link
 * dev.skipstream.schemas.event.Computation}, {@link dev.skipstream.schemas.event.ComputeFormat},
 * {@link dev.skipstream.schemas.event.Detection}, {@link
 * dev.skipstream.schemas.event.DetectionEvent}, {@link dev.skipstream.schemas.event.DropReason},
 * {@link dev.skipstream.schemas.event.EventClock}, {@link dev.skipstream.schemas.event.EventId},
 * {@link dev.skipstream.schemas.event.EventModel}, {@link dev.skipstream.schemas.event.Findings},
 * {@link dev.skipstream.schemas.event.FindingsEvent}, {@link
 * dev.skipstream.schemas.event.FrameDropped}, {@link dev.skipstream.schemas.event.FrameInfo},
 * {@link dev.skipstream.schemas.event.FrameOrigin}, {@link dev.skipstream.schemas.event.FrameView},
 * {@link dev.skipstream.schemas.event.GroundTruth}, {@link
 * dev.skipstream.schemas.event.HappeningEvent}, {@link dev.skipstream.schemas.event.ImageEvent},
 * {@link dev.skipstream.schemas.event.InputPosition}, {@link
 * dev.skipstream.schemas.event.InstanceMask}, {@link dev.skipstream.schemas.event.Keypoint}, {@link
 * dev.skipstream.schemas.event.LineCount}, {@link dev.skipstream.schemas.event.ModelIdentity},
 * {@link dev.skipstream.schemas.event.ModelStatus}, {@link dev.skipstream.schemas.event.Motion},
 * {@link dev.skipstream.schemas.event.OutcomeEvent}, {@link dev.skipstream.schemas.event.Redrive},
 * {@link dev.skipstream.schemas.event.Region}, {@link dev.skipstream.schemas.event.Regions}, {@link
 * dev.skipstream.schemas.event.RejectReason}, {@link dev.skipstream.schemas.event.ReplayEvent},
 * {@link dev.skipstream.schemas.event.ReplayRun}, {@link dev.skipstream.schemas.event.ReplayStart},
 * {@link dev.skipstream.schemas.event.RulesEvent}, {@link
 * dev.skipstream.schemas.event.ScoredClass}, {@link
 * dev.skipstream.schemas.event.SegmentationEvent}, {@link
 * dev.skipstream.schemas.event.StreamFailure}, {@link dev.skipstream.schemas.event.TrackedObject},
 * {@link dev.skipstream.schemas.event.TracksEvent}, {@link dev.skipstream.schemas.event.TrueClass},
 * {@link dev.skipstream.schemas.event.TrueObject}, {@link dev.skipstream.schemas.event.TruePoint}
 * and {@link dev.skipstream.schemas.event.UnsupportedFindingsException}.
 */
package dev.skipstream.schemas.event;
