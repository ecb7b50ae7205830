// What a video player reports. In the browser the payload is a JSON text, on mobile an object
// (tracking-events.md 3.2). Positions are in hundredths of a second.
#include "sample/event_kinds.h"
#include "sample/random.h"

namespace sluice::sample {
namespace {

void append_player(EventDraft& d, const Visit& visit, const Step& step) {
  d.payload += "{\"id\": \"";
  if (visit.course->style == IdStyle::kOld) {
    // Old players send the id of the HTML element.
    append_all(d.payload, "i4x-", visit.course->dashed, "-video-");
    append_block_name(d.payload, *visit.course, "video", step.item);
  } else {
    append_block_name(d.payload, *visit.course, "video", step.item);
  }
  d.payload += "\", \"code\": \"";
  if (visit.mobile) {
    d.payload += "mobile";
  } else if (step.item % 4 == 0) {
    d.payload += step.item % 8 == 0 ? "hls" : "html5";
  } else {
    append_youtube_id(d.payload, *visit.course, step.item);
  }
  d.payload += '"';
  // Only newer players tell the duration.
  if (visit.layout == Layout::kOlder && mix(visit.key, 2) % 3 == 0) return;
  d.payload += ", \"duration\": ";
  append_number(d.payload, video_seconds(*visit.course, step.item));
}

void append_position(EventDraft& d, std::string_view key, int64_t hundredths) {
  append_all(d.payload, ", \"", key, "\": ");
  append_hundredths(d.payload, hundredths);
}

void start_video_event(EventDraft& d, const Visit& visit, const Step& step, std::string_view type) {
  d.type = type;
  if (visit.mobile) {
    d.source = Source::kMobile;
    d.path = "/segmentio/event";
    d.context_extra =
        ", \"application\": {\"name\": \"edx.mobileapp.android\", \"version\": \"2.26.1\"}, \"client\": "
        "{\"network\": "
        "{\"wifi\": true}, \"os\": {\"name\": \"Android\", \"version\": \"10\"}}, \"component\": "
        "\"videoplayer\"";
    // The phone's address is not known when the event comes in through a third party.
    if (mix(visit.key, 3) % 2 == 0) d.ip_json = "\"\"";
  } else {
    d.source = Source::kBrowser;
    d.path = "/event";
    append_courseware_path(d.page, *visit.course, step.item % kSequentials);
    d.referer = d.page;
    d.payload_is_text = true;
  }
  append_player(d, visit, step);
}

std::string_view mobile_name(const Visit& visit, std::string_view mobile, std::string_view browser) {
  return visit.mobile || visit.layout == Layout::kToday ? mobile : browser;
}

}  // namespace

void write_load_video(EventDraft& d, const Visit& visit, const Step& step) {
  start_video_event(d, visit, step, "load_video");
  d.name = mobile_name(visit, "edx.video.loaded", "load_video");
  d.payload += '}';
}

void write_play_video(EventDraft& d, const Visit& visit, const Step& step) {
  start_video_event(d, visit, step, "play_video");
  d.name = mobile_name(visit, "edx.video.played", "play_video");
  append_position(d, "currentTime", step.position);
  d.payload += '}';
}

void write_pause_video(EventDraft& d, const Visit& visit, const Step& step) {
  start_video_event(d, visit, step, "pause_video");
  d.name = mobile_name(visit, "edx.video.paused", "pause_video");
  append_position(d, "currentTime", step.position);
  d.payload += '}';
}

void write_seek_video(EventDraft& d, const Visit& visit, const Step& step) {
  start_video_event(d, visit, step, "seek_video");
  d.name = mobile_name(visit, "edx.video.position.changed", "seek_video");
  append_position(d, "old_time", step.before);
  append_position(d, "new_time", step.position);
  d.payload += ", \"type\": \"onSlideSeek\"}";
}

void write_stop_video(EventDraft& d, const Visit& visit, const Step& step) {
  start_video_event(d, visit, step, "stop_video");
  d.name = mobile_name(visit, "edx.video.stopped", "stop_video");
  append_position(d, "currentTime", step.position);
  d.payload += '}';
}

// The player saves its place on the server: an implicit event.
void write_save_video_state(EventDraft& d, const Visit& visit, const Step& step) {
  append_all(d.path, "/courses/", visit.course->id, "/xblock/");
  append_block_in_url(d.path, *visit.course, "video", step.item);
  d.path += "/handler/xmodule_handler/save_user_state";
  const auto seconds = static_cast<uint32_t>(step.position / 100);
  std::string post = "{\"saved_video_position\": [\"";
  append_padded(post, seconds / 3600, 2);
  post += ':';
  append_padded(post, seconds / 60 % 60, 2);
  post += ':';
  append_padded(post, seconds % 60, 2);
  post += "\"]}";
  make_implicit(d, post);
}

}  // namespace sluice::sample
