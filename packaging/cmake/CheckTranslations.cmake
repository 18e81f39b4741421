# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DROOT=<repository> -DWORK=<folder> -DLUPDATE=<program> -P CheckTranslations.cmake
# Fails on a text of the window that has no translation, and on a translation that no text has any more: a copy of each
# translations file is brought up to the sources and must stay as it is.
cmake_minimum_required(VERSION 3.25)
file(MAKE_DIRECTORY ${WORK})
foreach(language en zh_CN)
  set(file ${ROOT}/translations/studio_${language}.ts)
  set(copy ${WORK}/studio_${language}.ts)
  file(COPY_FILE ${file} ${copy})
  set(options "")
  if(language STREQUAL "en")
    set(options -pluralonly) # The sources are English.
  endif()
  execute_process(
    COMMAND ${LUPDATE} -silent ${options} -locations none -I . ui app/studio core/spec/WeightsKind.cpp -ts ${copy}
    WORKING_DIRECTORY ${ROOT} COMMAND_ERROR_IS_FATAL ANY)
  file(READ ${copy} text)
  foreach(state unfinished vanished obsolete)
    string(REGEX MATCHALL "<source>[^<]*</source>(\n *<(comment|extracomment)>[^<]*</[a-z]*>)*\n *<translation type=\"${state}\"" found "${text}")
    list(TRANSFORM found REPLACE "<source>([^<]*)</source>.*" "\\1")
    foreach(source IN LISTS found)
      message(SEND_ERROR "studio_${language}.ts, ${state}: ${source}")
    endforeach()
    if(text MATCHES "type=\"${state}\"" AND NOT found)
      message(SEND_ERROR "studio_${language}.ts has an entry that is ${state}")
    endif()
  endforeach()
endforeach()
