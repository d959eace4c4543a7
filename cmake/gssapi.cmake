# distcc_choose_gssapi(): which files of src/auth are built. Only headers are needed: the library is
# loaded when it is used, so that neither program links it.
function(distcc_choose_gssapi)
  set(left_out gss_library.cpp security_context.cpp)
  if(DISTCC_WITH_GSSAPI)
    set(left_out without_gss.cpp)
  endif()
  list(TRANSFORM left_out PREPEND ${CMAKE_SOURCE_DIR}/src/auth/)
  set_source_files_properties(${left_out} PROPERTIES HEADER_FILE_ONLY ON)
endfunction()
